package dev.berth.server.console;

import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StateReason;
import dev.berth.server.console.SessionReader.Description;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
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
    JsonObject details(SessionView session, @Nullable String runtime) {
        return summary(session)
                .put("states", states(session))
                .put("runtime", runtime)
                .put("idleTimeoutSeconds", session.idleTimeout().toSeconds())
                .put("dpuMillis", session.dpuMillis())
                .put("details", new JsonObject(Buffer.buffer(reader.details(session))));
    }

    /** The states that are known to have been entered, and when: those between the first and the last one are not kept. */
    private static JsonArray states(SessionView session) {
        JsonArray states = new JsonArray().add(state(SessionState.CREATING, session.startedAt(), null));
        return session.state() == SessionState.CREATING
                ? states
                : states.add(state(session.state(), session.modifiedAt(), session.reason()));
    }

    private static JsonObject state(SessionState state, Instant since, @Nullable StateReason reason) {
        return new JsonObject()
                .put("state", state.name())
                .put("time", time(since))
                .put("reason", reason(reason));
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
