package dev.berth.server.athena;

import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.results.S3Uri;

/** Where the results of a work group's sessions lie. */
final class ResultLocation {
    /** The bucket of those that nobody has named a place for. */
    static final String DEFAULT_BUCKET = "berth-results";

    private ResultLocation() {}

    /** The OutputLocation of a work group, without slashes at its end, or what stands for it. */
    static S3Uri of(WorkGroup workGroup, KeptMembers kept) {
        Structure configuration = kept.of(workGroup).structure("Configuration");
        Structure results = configuration == null ? null : configuration.structure("ResultConfiguration");
        String given = results == null ? null : results.string("OutputLocation");
        return given == null ? new S3Uri(DEFAULT_BUCKET, workGroup.name()) : S3Uri.parse(given);
    }
}
