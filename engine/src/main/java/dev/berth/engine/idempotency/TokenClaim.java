package dev.berth.engine.idempotency;

import static java.util.Objects.requireNonNull;

import dev.berth.api.Refusal;
import dev.berth.api.SchedulerException;
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
 * the settler takes, or sees the outcome. The request is given up only after the outcome is a session, which knows what it was
 * asked for; so who looks for the request first, and for the outcome then, finds one of the two.
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

    /** Null once the session was started. */
    private volatile @Nullable StartSession request;

    /** A {@code Waiting} or null, or the outcome: a {@code TokenHolder}, a {@code Refusal} or a {@code SchedulerException}. */
    @SuppressWarnings("UnusedVariable") // written through STATE only
    private volatile @Nullable Object state;

    /** A first use of the request's token, in flight. */
    public TokenClaim(StartSession request) {
        this.request = request;
    }

    @Override
    public void answer(StartSession repetition, Waiter waiter) {
        while (true) {
            // In this order: where the request is gone, the session is there.
            StartSession first = request;
            Object seen = state;
            boolean isSame = seen instanceof TokenHolder session
                    ? session.wasAskedForBy(repetition)
                    : requireNonNull(first).asksTheSameAs(repetition);
            if (!isSame) {
                waiter.settled(TokenReuse.refusalOf(repetition));
                return;
            }
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
    public void started(TokenHolder session) {
        if (settle(session)) {
            request = null;
        }
    }

    /** Nothing was started. The token must be free already, so that whoever is told may use it again. */
    void refused(Refusal refusal) {
        settle(refusal);
    }

    /** Nobody knows whether the session was started. The token stays taken. */
    public void failed(SchedulerException cause) {
        settle(cause);
    }

    /** False if it was settled before: what was told stands. */
    private boolean settle(Object outcome) {
        Object before;
        do {
            before = state;
            if (before != null && !(before instanceof Waiting)) {
                return false;
            }
        } while (!STATE.compareAndSet(this, before, outcome));
        for (Waiting each = (Waiting) before; each != null; each = each.next) {
            tell(each.waiter, outcome);
        }
        return true;
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
