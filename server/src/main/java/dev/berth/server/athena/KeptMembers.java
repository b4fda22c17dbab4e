package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionView;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.StructureShape;
import dev.berth.spi.SessionRuntime.Launch;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what requests gave for a session or a work group, and writes what is kept of them: bytes for the scheduler.
 * Members have the shape of the request that creates, tags that of the one that tags. There are no members for what did
 * not come from a request: work groups of the configuration, embedded use. Immutable.
 */
final class KeptMembers {
    private static final byte[] NONE = "{}".getBytes(StandardCharsets.UTF_8);

    private final StructureShape startShape;
    private final StructureShape createShape;
    private final StructureShape tagShape;
    private final StructureShape calculationShape;

    KeptMembers(ServiceModel model) {
        this.startShape = inputOf("StartSession", model);
        this.createShape = inputOf("CreateWorkGroup", model);
        this.tagShape = inputOf("TagResource", model);
        this.calculationShape = inputOf("StartCalculationExecution", model);
    }

    private static StructureShape inputOf(String operation, ServiceModel model) {
        return requireNonNull(model.operation(operation)).input();
    }

    /** What StartSession was given. */
    Structure of(SessionView session) {
        return read(startShape, session.attributes());
    }

    /** What StartCalculationExecution was given, but for the session, the code and the token. */
    Structure of(CalculationView calculation) {
        return read(calculationShape, calculation.attributes());
    }

    /** What CreateWorkGroup would have to be given, but for the name and the tags, to make the work group as it is. */
    Structure of(WorkGroup workGroup) {
        return read(createShape, workGroup.attributes());
    }

    /** What StartSession was given for a session that is launched. */
    Structure ofStart(Launch launch) {
        return read(startShape, launch.attributes());
    }

    /** What is kept of the work group of a session that is launched. */
    Structure ofWorkGroup(Launch launch) {
        return read(createShape, launch.workGroupAttributes());
    }

    /** What is kept of a request to create a work group, or of one that has been changed since. */
    static OpaqueBytes ofWorkGroup(Structure request) {
        return OpaqueBytes.wrap(request.without("Name").without("Tags").canonical());
    }

    /** The DPUs of a session that names none, by the configuration of its work group or an update of that. */
    static OptionalInt sessionDpus(@Nullable Structure configuration) {
        Structure engine = configuration == null ? null : configuration.structure("EngineConfiguration");
        Integer dpus = engine == null ? null : engine.integer("MaxConcurrentDpus");
        return dpus == null ? OptionalInt.empty() : OptionalInt.of(dpus);
    }

    /** The tags of a work group. */
    TagSet tags(WorkGroup workGroup) {
        return tags(workGroup.tags());
    }

    /** The tags of a session: as they were last set, or else its own and those of its work group at its start. */
    TagSet tags(SessionView session) {
        OpaqueBytes replaced = session.tags();
        if (replaced != null) {
            return tags(replaced);
        }
        Structure request = of(session);
        return tagsAtStart(TagSet.trusted(request.structures("Tags")), request, session.workGroupAtStart());
    }

    /** The tags that a session has when a request starts it in a work group: its own, which win, and those copied. */
    TagSet tagsAtStart(TagSet own, Structure request, WorkGroup workGroup) {
        boolean copies = !Boolean.FALSE.equals(request.bool("CopyWorkGroupTags"));
        return copies ? tags(workGroup).with(own) : own;
    }

    /** What is kept of tags. */
    static OpaqueBytes ofTags(TagSet tags) {
        return tags.isEmpty()
                ? OpaqueBytes.EMPTY
                : OpaqueBytes.wrap(Json.object(json -> TagsJson.write(tags.after(null), json)));
    }

    private TagSet tags(OpaqueBytes kept) {
        return TagSet.trusted(read(tagShape, kept).structures("Tags"));
    }

    private static Structure read(StructureShape shape, OpaqueBytes kept) {
        return shape.readTrusted(kept.size() == 0 ? NONE : kept.toByteArray());
    }
}
