package dev.berth.engine.idempotency;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;

/** A session as its token knows it, while it lives. Thread-safe. */
public interface TokenHolder {
    /** The session that was started. */
    SessionId id();

    /** Whether a repetition asks for what the session was started with. */
    boolean wasAskedForBy(StartSession repetition);
}
