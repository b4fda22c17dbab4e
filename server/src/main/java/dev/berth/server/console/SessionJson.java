package dev.berth.server.console;

import dev.berth.api.SessionView;
import dev.berth.api.StateEntry;
import dev.berth.api.StateReason;
import dev.berth.server.console.SessionReader.Description;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sessions as the console reads them. Times are those of ISO 8601. Thread-safe. */
final class SessionJson {
    private final SessionReader reader;

    SessionJson(SessionReader reader) {
        this.reader = reader;
    }

    JsonObject step(SessionSearch.Step step) {
        JsonArray sessions = new JsonArray();
        step.sessions().forEach(session -> sessions.add(summary(session)));
        return new JsonObject()
                .put("sessions", sessions)
                .put("after", step.next() == null ? null : step.next().toString())
                .put("scanned", step.scanned());
    }

    /** What a line of a table has. */
    JsonObject summary(SessionView session) {
        Description description = reader.describe(session);
        return new JsonObject()
                .put("sessionId", session.id().toString())
                .put("workGroup", session.workGroup())
                .put("state", session.state().name())
                .put("reason", reason(session.reason()))
                .put("description", description.text())
                .put("identity", description.identity())
                .put("notebook", description.notebook())
                .put("engineVersion", session.engineVersion())
                .put("dpus", session.dpus())
                .put("startedAt", time(session.startedAt()))
                .put("modifiedAt", time(session.modifiedAt()))
                .put("idleSince", time(session.idleSince()))
                .put("endedAt", time(session.endedAt()));
    }

    /** All that is known. */
    JsonObject details(SessionView session, List<StateEntry> states, @Nullable String runtime) {
        return summary(session)
                .put("states", states(states))
                .put("runtime", runtime)
                .put("idleTimeoutSeconds", session.idleTimeout().toSeconds())
                .put("dpuMillis", session.dpuMillis())
                .put("details", new JsonObject(Buffer.buffer(reader.details(session))));
    }

    private static JsonArray states(List<StateEntry> entries) {
        JsonArray states = new JsonArray();
        entries.forEach(entry -> states.add(new JsonObject()
                .put("state", entry.state().name())
                .put("at", time(entry.at()))
                .put("reason", reason(entry.reason()))));
        return states;
    }

    private static @Nullable JsonObject reason(@Nullable StateReason reason) {
        return reason == null
                ? null
                : new JsonObject().put("cause", reason.cause().name()).put("detail", reason.detail());
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
