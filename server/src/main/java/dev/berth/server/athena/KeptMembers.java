package dev.berth.server.athena;

import dev.berth.api.OpaqueBytes;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.StructureShape;
import java.nio.charset.StandardCharsets;

/** Reads back the members that a request gave for a session or a work group, which the scheduler kept as bytes. */
final class KeptMembers {
    private static final byte[] NONE = "{}".getBytes(StandardCharsets.UTF_8);

    private KeptMembers() {}

    /** The members, none for what did not come from a request: work groups of the configuration, embedded use. */
    static Structure read(StructureShape shape, OpaqueBytes attributes) {
        return shape.readTrusted(attributes.size() == 0 ? NONE : attributes.toByteArray());
    }
}
