package dev.berth.engine.idempotency;

import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;

/**
 * A session, which has its token for as long as it lives. It is what is remembered under the token itself: one object less
 * than a reference to it would be, for each live session. Thread-safe.
 */
public non-sealed interface TokenHolder extends TokenEntry {
    /** The session that was started. */
    SessionId id();

    /** Whether a repetition asks for what the session was started with. */
    boolean wasAskedForBy(StartSession repetition);

    @Override
    default void answer(StartSession repetition, Waiter waiter) {
        waiter.settled(wasAskedForBy(repetition) ? new StartOutcome.Replayed(id()) : TokenReuse.refusalOf(repetition));
    }
}
