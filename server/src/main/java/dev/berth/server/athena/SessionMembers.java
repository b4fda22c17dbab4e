package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session is: what its start was given, and for the rest the defaults of its work group as that was then. Members of
 * the engine configuration are taken one by one, a map as one; the monitoring configuration is taken as a whole.
 */
final class SessionMembers {
    /** Coordinators and executors have one size. */
    static final int DPUS_OF_A_NODE = 1;

    /** Those that a session shows as they were given, in the order of the model. */
    private static final List<String> MAPS_AND_LISTS =
            List.of("AdditionalConfigs", "SparkProperties", "Classifications");

    private final SessionView session;
    private final Structure given;
    private final @Nullable Structure defaults;

    private SessionMembers(SessionView session, Structure given, @Nullable Structure defaults) {
        this.session = session;
        this.given = given;
        this.defaults = defaults;
    }

    static SessionMembers of(SessionView session, KeptMembers kept) {
        Structure workGroup = kept.of(session.workGroupAtStart());
        return new SessionMembers(session, kept.of(session), workGroup.structure("Configuration"));
    }

    /** Writes a member that work groups have no default for. */
    void write(String member, JsonGenerator json) throws IOException {
        given.writeMember(member, json);
    }

    void writeEngineConfiguration(JsonGenerator json) throws IOException {
        boolean hasNodeSizes = session.engineVersion().equals(EngineVersions.PYSPARK_3);
        json.writeObjectFieldStart("EngineConfiguration");
        if (hasNodeSizes) {
            json.writeNumberField("CoordinatorDpuSize", DPUS_OF_A_NODE);
        }
        json.writeNumberField("MaxConcurrentDpus", session.dpus());
        if (hasNodeSizes) {
            json.writeNumberField("DefaultExecutorDpuSize", DPUS_OF_A_NODE);
        }
        Structure own = given.structure("EngineConfiguration");
        Structure byDefault = defaults == null ? null : defaults.structure("EngineConfiguration");
        for (String member : MAPS_AND_LISTS) {
            writeFirst(member, own, byDefault, json);
        }
        json.writeEndObject();
    }

    void writeMonitoringConfiguration(JsonGenerator json) throws IOException {
        writeFirst("MonitoringConfiguration", given, defaults, json);
    }

    /** Its results are encrypted as those of its work group are; a start has no say in that. */
    void writeSessionConfiguration(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("SessionConfiguration");
        writeFirst("ExecutionRole", given, defaults, json);
        json.writeNumberField("IdleTimeoutSeconds", session.idleTimeout().toSeconds());
        json.writeNumberField(
                "SessionIdleTimeoutInMinutes", session.idleTimeout().toMinutes());
        Structure results = defaults == null ? null : defaults.structure("ResultConfiguration");
        if (results != null) {
            results.writeMember("EncryptionConfiguration", json);
        }
        json.writeEndObject();
    }

    /** Writes a member of the first of two structures that has it. */
    private static void writeFirst(
            String member, @Nullable Structure first, @Nullable Structure second, JsonGenerator json)
            throws IOException {
        Structure having = first != null && first.has(member) ? first : second;
        if (having != null) {
            having.writeMember(member, json);
        }
    }
}
