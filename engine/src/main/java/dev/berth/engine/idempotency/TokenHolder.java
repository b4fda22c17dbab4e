package dev.berth.engine.idempotency;

import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import org.jspecify.annotations.Nullable;

/**
 * The first use of a token: a session, in flight until it is known whether it has started, then for as long as it lives. There is
 * no entry that refers to the session, which would be an object more for each live one: under the token the session itself is
 * remembered. Parameters are compared as values here, so the hot path computes no digest.
 *
 * <p>Thread-safe, lock-free. Its {@link TokenState} is a stack of waiters while the first use is in flight, and its outcome
 * after. Settling swaps the one for the other in one step, its linearization point: a waiter is either in the stack that
 * the settler takes, or sees the outcome.
 */
public non-sealed interface TokenHolder extends TokenEntry {
    /** The session. */
    SessionId id();

    /** Whether a repetition asks for what the session is started with. */
    boolean wasAskedForBy(StartSession repetition);

    /** How far the first use has come; {@code null} until somebody waits for it, or it is settled. */
    @Nullable
    TokenState tokenState();

    /** Replaces that in one step; false, and nothing happens, if it is another one than was seen. */
    boolean replaceTokenState(@Nullable TokenState seen, TokenState next);

    /** The session was started: tells those who wait. */
    default void settleStarted() {
        TokenState.settle(this, TokenState.Started.INSTANCE);
    }

    /** Nobody knows whether the session was started: tells those who wait. The token stays taken. */
    default void settleFailed(SchedulerException cause) {
        TokenState.settle(this, new TokenState.Failed(cause));
    }

    @Override
    default void answer(StartSession repetition, Waiter waiter) {
        if (wasAskedForBy(repetition)) {
            TokenState.tellOrWait(this, waiter);
        } else {
            waiter.settled(TokenReuse.refusalOf(repetition));
        }
    }
}
