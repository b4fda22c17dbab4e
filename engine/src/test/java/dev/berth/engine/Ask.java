package dev.berth.engine;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import org.jspecify.annotations.Nullable;

/** A session that somebody asks for, with one call or several. Its attributes tell it from all others. */
final class Ask {
    final StartSession request;
    /** The session, once somebody was told, or shown it. */
    @Nullable
    SessionId id;
    /** What the session holds, by what was known when it was admitted. */
    int dpus;
    /** Whether a call ended so that nobody knows whether it started the session. */
    boolean mayHaveStarted;

    Ask(StartSession request) {
        this.request = request;
    }

    @Override
    public String toString() {
        return request.attributes().toString() + (id == null ? "" : " as " + id);
    }
}
