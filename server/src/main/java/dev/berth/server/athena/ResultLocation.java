package dev.berth.server.athena;

import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.results.S3Uri;
import org.jspecify.annotations.Nullable;

/**
 * Where the results of a session lie: the OutputLocation that its work group had at its start, without slashes at the end, or
 * else a folder named after the work group in a bucket of Berth's.
 */
final class ResultLocation {
    /** The bucket of work groups that name no location. */
    static final String DEFAULT_BUCKET = "berth-results";

    private ResultLocation() {}

    static S3Uri of(SessionView session, KeptMembers kept) {
        return of(session.workGroup(), kept.of(session.workGroupAtStart()));
    }

    /**
     * The folder for the sessions of a work group.
     *
     * @param members what is kept of the work group
     */
    static S3Uri of(String workGroup, Structure members) {
        String location = given(members);
        return location == null ? new S3Uri(DEFAULT_BUCKET, workGroup) : S3Uri.parse(location);
    }

    private static @Nullable String given(Structure members) {
        Structure configuration = members.structure("Configuration");
        Structure results = configuration == null ? null : configuration.structure("ResultConfiguration");
        return results == null ? null : results.string("OutputLocation");
    }
}
