package dev.berth.engine.idempotency;

import dev.berth.api.Refusal;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import org.jspecify.annotations.Nullable;

/** How far the first use of a token has come. Its holder keeps it, and does not look into it. Immutable. */
public abstract sealed class TokenState {
    private TokenState() {}

    /** Gives a first use its outcome, and tells those who wait. Does nothing if it has one: what was told stands. */
    static void settle(TokenHolder holder, Settled outcome) {
        TokenState before;
        do {
            before = holder.tokenState();
            if (before instanceof Settled) {
                return;
            }
        } while (!holder.replaceTokenState(before, outcome));
        for (Waiting each = (Waiting) before; each != null; each = each.next) {
            outcome.tell(each.waiter, holder.id());
        }
    }

    /** Tells a waiter the outcome: now if it is known, else when it is. */
    static void tellOrWait(TokenHolder holder, Waiter waiter) {
        while (true) {
            TokenState seen = holder.tokenState();
            if (seen instanceof Settled outcome) {
                outcome.tell(waiter, holder.id());
                return;
            }
            if (holder.replaceTokenState(seen, new Waiting(waiter, (Waiting) seen))) {
                return;
            }
        }
    }

    private static final class Waiting extends TokenState {
        private final Waiter waiter;
        private final @Nullable Waiting next;

        Waiting(Waiter waiter, @Nullable Waiting next) {
            this.waiter = waiter;
            this.next = next;
        }
    }

    /** An outcome. */
    abstract static sealed class Settled extends TokenState {
        abstract void tell(Waiter waiter, SessionId id);
    }

    /** The session was started. */
    static final class Started extends Settled {
        static final Started INSTANCE = new Started();

        @Override
        void tell(Waiter waiter, SessionId id) {
            waiter.settled(new StartOutcome.Replayed(id));
        }
    }

    /** Nothing was started. */
    static final class Refused extends Settled {
        private final Refusal refusal;

        Refused(Refusal refusal) {
            this.refusal = refusal;
        }

        @Override
        void tell(Waiter waiter, SessionId id) {
            waiter.settled(new StartOutcome.Refused(refusal));
        }
    }

    /** Nobody knows. */
    static final class Failed extends Settled {
        private final SchedulerException cause;

        Failed(SchedulerException cause) {
            this.cause = cause;
        }

        @Override
        void tell(Waiter waiter, SessionId id) {
            waiter.unsettled(cause);
        }
    }
}
