package dev.berth.engine.idempotency;

import dev.berth.api.Refusal;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The first use of a token: in flight, and then, if it started a session, for as long as that session lives. Parameters are
 * compared as values here, so the hot path computes no digest.
 *
 * <p>Thread-safe, lock-free. {@code state} is a stack of waiters while the first use is in flight, and its outcome after.
 * Settling swaps the one for the other in one step, its linearization point: a waiter is either in the stack that
 * the settler takes, or sees the outcome.
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

    /** A {@code Waiting} or null, or the outcome: a {@code SessionId}, a {@code Refusal} or a {@code SchedulerException}. */
    @SuppressWarnings("UnusedVariable") // written through STATE only
    private volatile @Nullable Object state;

    /** A first use of the request's token, in flight. */
    public TokenClaim(StartSession request) {
        this.request = request;
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

    /** The session was started; the claim stands until its end. */
    public void started(SessionId id) {
        settle(id);
    }

    /** Nothing was started. The token must be free already, so that whoever is told may use it again. */
    void refused(Refusal refusal) {
        settle(refusal);
    }

    /** Nobody knows whether the session was started. The token stays taken. */
    public void failed(SchedulerException cause) {
        settle(cause);
    }

    StartSession request() {
        return request;
    }

    private void settle(Object outcome) {
        Object before;
        do {
            before = state;
            if (before != null && !(before instanceof Waiting)) {
                return; // settled already: what was told stands
            }
        } while (!STATE.compareAndSet(this, before, outcome));
        for (Waiting each = (Waiting) before; each != null; each = each.next) {
            tell(each.waiter, outcome);
        }
    }

    private static void tell(Waiter waiter, Object outcome) {
        if (outcome instanceof SessionId id) {
            waiter.settled(new StartOutcome.Replayed(id));
        } else if (outcome instanceof Refusal refusal) {
            waiter.settled(new StartOutcome.Refused(refusal));
        } else {
            waiter.unsettled((SchedulerException) outcome);
        }
    }

    private record Waiting(Waiter waiter, @Nullable Waiting next) {}
}
