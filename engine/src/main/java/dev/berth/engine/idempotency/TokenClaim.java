package dev.berth.engine.idempotency;

import static java.util.Objects.requireNonNull;

import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SchedulerException;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The first use of a token, in flight; or one of which nobody knows whether it started a session. Parameters are compared as
 * values here, so the hot path computes no digest.
 *
 * <p>Thread-safe, lock-free. {@code state} is a stack of waiters while the first use is in flight, and its outcome after.
 * Settling swaps the one for the other in one step, its linearization point: a waiter is either in the stack that
 * the settler takes, or sees the outcome. Who found the claim before the session, or nothing, took its place under the token
 * is told the same.
 */
public final class TokenClaim implements TokenEntry {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TokenClaim.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StartSession request;

    /** A {@code Waiting} or null, or the outcome: a {@code TokenHolder}, a {@code Refusal} or a {@code SchedulerException}. */
    @SuppressWarnings("UnusedVariable") // written through STATE only
    private volatile @Nullable Object state;

    /** A first use of the request's token, in flight. */
    public TokenClaim(StartSession request) {
        this.request = request;
    }

    /** The token that is claimed. */
    RequestToken token() {
        return requireNonNull(request.token(), "the request has no token");
    }

    @Override
    public void answer(StartSession repetition, Waiter waiter) {
        if (!request.asksTheSameAs(repetition)) {
            waiter.settled(TokenReuse.refusalOf(repetition));
            return;
        }
        while (true) {
            Object seen = state;
            if (seen != null && !(seen instanceof Waiting)) {
                tell(waiter, seen);
                return;
            }
            if (STATE.compareAndSet(this, seen, new Waiting(waiter, (Waiting) seen))) {
                return;
            }
        }
    }

    /** The session was started. It must have the claim's place already, for the claim is forgotten. */
    void started(TokenHolder session) {
        settle(session);
    }

    /** Nothing was started. The token must be free already, so that whoever is told may use it again. */
    void refused(Refusal refusal) {
        settle(refusal);
    }

    /** Nobody knows whether the session was started. The token stays taken. */
    public void failed(SchedulerException cause) {
        settle(cause);
    }

    /** Does nothing if it was settled before: what was told stands. */
    private void settle(Object outcome) {
        Object before;
        do {
            before = state;
            if (before != null && !(before instanceof Waiting)) {
                return;
            }
        } while (!STATE.compareAndSet(this, before, outcome));
        for (Waiting each = (Waiting) before; each != null; each = each.next) {
            tell(each.waiter, outcome);
        }
    }

    private static void tell(Waiter waiter, Object outcome) {
        if (outcome instanceof TokenHolder session) {
            waiter.settled(new StartOutcome.Replayed(session.id()));
        } else if (outcome instanceof Refusal refusal) {
            waiter.settled(new StartOutcome.Refused(refusal));
        } else {
            waiter.unsettled((SchedulerException) outcome);
        }
    }

    private record Waiting(Waiter waiter, @Nullable Waiting next) {}
}
