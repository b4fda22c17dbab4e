package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StateReason;
import dev.berth.server.awsjson.EpochSeconds;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what clients see of a session. */
final class SessionJson {
    /** Where the reason of a state is told; on the way to TERMINATED it is not yet. */
    private static final Set<SessionState> STATES_WITH_REASON =
            Set.of(SessionState.FAILED, SessionState.DEGRADED, SessionState.TERMINATED);

    private SessionJson() {}

    static void writeStatus(SessionView session, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("Status");
        writeTime("StartDateTime", session.startedAt(), json);
        writeTime("LastModifiedDateTime", session.modifiedAt(), json);
        writeTime("EndDateTime", session.endedAt(), json);
        writeTime("IdleSinceDateTime", session.idleSince(), json);
        json.writeStringField("State", session.state().name());
        StateReason reason = session.reason();
        if (reason != null && STATES_WITH_REASON.contains(session.state())) {
            json.writeStringField("StateChangeReason", StateChangeReasons.text(reason));
        }
        json.writeEndObject();
    }

    static void writeTime(String name, @Nullable Instant time, JsonGenerator json) throws IOException {
        if (time != null) {
            json.writeFieldName(name);
            EpochSeconds.write(json, time.toEpochMilli());
        }
    }

    static void writeStatistics(SessionView session, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("Statistics");
        json.writeNumberField("DpuExecutionInMillis", session.dpuMillis());
        json.writeEndObject();
    }
}
