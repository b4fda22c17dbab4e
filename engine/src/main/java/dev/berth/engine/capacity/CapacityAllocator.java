package dev.berth.engine.capacity;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Holds DPUs for sessions within a tree of budgets: the account's, and one for each work group below it, with a ceiling on
 * each session and a bound on their number. An acquisition takes from both levels in one linearizable step or not at all,
 * so nothing is ever over budget and a refusal is true at one instant within the call.
 *
 * <p>Thread-safe, lock-free. Each operation allocates one object of 56 bytes and costs one compare-and-swap, and one more
 * when the operation before it was about another work group; a refusal changes nothing.
 */
public final class CapacityAllocator {
    /*
     * State. Every operation that changes anything is a Step: an immutable record of the account's figures and of one
     * budget's figures after the operation, with a number one above that of the step before. `account` points to the last
     * step; each budget points to a step of its own that was recorded there.
     *
     * Protocol. To make a step: (1) read the last step `a` of the account; (2) if `a` is about the own budget, it has the
     * budget's figures; if not, record it in its budget and read the step `b` of the own one; decide; (3) compare-and-swap
     * the account from `a` to the new step. Recording moves a budget's pointer to a step with a greater number, never to one
     * with a smaller, and anybody may do it.
     *
     * Invariant I1: every budget but that of the account's last step points to the last step that concerned it. For a step
     * that is followed by one about another budget is recorded before that is installed; one that is followed by a step
     * about the same budget need not be, as it does not count any more; and a late recording of an older step changes
     * nothing. So what (2) reads is current for as long as the account points to `a`.
     * Invariant I2: held <= limit on both levels after each acquisition; a resize may leave held > limit, and then no
     * acquisition succeeds until enough is released. Holds because (2) checks both against figures that are current, by
     * I1, at the moment (3) succeeds.
     *
     * Linearization. A change: the successful compare-and-swap of the account in (3). A refusal by the account: reading
     * `a` in (1), as `a` has all of the account's figures. A refusal by the budget: re-reading `a` after (2); by I1 the
     * budget's figures were current then. A view of a budget: reading the account, if its last step is about that budget or
     * the budget has not changed until it is read; else the installation of the step that was read there.
     *
     * Progress: lock-free. A thread repeats only when another thread's step was installed in between. No thread waits:
     * recording repeats only when somebody recorded another step of that budget.
     *
     * Reuse (ABA): steps are fresh objects and never installed twice, so a compare-and-swap that succeeds has seen no
     * change. Budget identity does the same for a work group that is deleted and created again.
     *
     * Field          | read by        | written by | mode
     * account        | anybody        | anybody    | volatile compare-and-swap; publishes the step's fields
     * Budget.step    | anybody        | anybody    | volatile compare-and-swap
     * mostHeld       | anybody        | releasers  | HighWater, which only rises
     * Step's fields  | anybody        | the maker  | final
     *
     * The most that was held at a time is noted by releases alone, so that acquisitions do not pay for it: what is held grows
     * from one release to the next, so a peak is what some release finds, or what is held now. What a release notes is
     * the step that it is about to follow, which was current at an instant even if the release has to try again.
     */
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final VarHandle ACCOUNT;

    static {
        try {
            ACCOUNT = MethodHandles.lookup().findVarHandle(CapacityAllocator.class, "account", Step.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int sessionCeiling;
    private final int maxSessions;
    private final Backoff backoff;
    private final HighWater mostHeld = new HighWater();
    private volatile Step account;

    /**
     * An allocator with nothing held.
     *
     * @param accountDpus the limit of the account's budget
     * @param sessionCeiling the most DPUs that one session may hold
     * @param maxSessions the most sessions that may hold DPUs at once
     */
    public CapacityAllocator(int accountDpus, int sessionCeiling, int maxSessions) {
        this(accountDpus, sessionCeiling, maxSessions, Backoff.SPINNING);
    }

    CapacityAllocator(int accountDpus, int sessionCeiling, int maxSessions, Backoff backoff) {
        this.backoff = backoff;
        this.sessionCeiling = sessionCeiling;
        this.maxSessions = maxSessions;
        Budget nobody = new Budget(BudgetName.ACCOUNT, NO_LIMIT);
        this.account = nobody.step().withAccountLimit(accountDpus);
    }

    /** A new budget under the account's. It needs no removal: one that nobody uses any more is garbage. */
    public Budget newBudget(String workGroup, OptionalInt limitDpus) {
        return new Budget(BudgetName.ofWorkGroup(workGroup), limitDpus.orElse(NO_LIMIT));
    }

    /**
     * Takes DPUs for one more session from the budget and the account. They count as claimed until {@link #settle}.
     *
     * @param dpus how many, at least 1
     * @return {@code null} if they were taken, or else why not
     */
    public @Nullable Refusal tryAcquire(Budget budget, int dpus) {
        if (dpus > sessionCeiling) {
            return new Refusal.ExceedsSessionCeiling(sessionCeiling, dpus);
        }
        for (int attempt = 1; ; attempt++) {
            Step last = account;
            Step own = lastOf(budget, last);
            Refusal refusal = refusalBy(last, own, dpus);
            if (refusal != null) {
                if (account == last) {
                    return refusal;
                }
            } else if (install(last, new Step(last, own, dpus, 1, dpus))) {
                return null;
            }
            backoff.afterFailure(attempt);
        }
    }

    /** Takes DPUs for a session that was admitted before a restart, whatever the limits are now. Not claimed. */
    public void restore(Budget budget, int dpus) {
        change(budget, (last, own) -> new Step(last, own, dpus, 1, 0));
    }

    /** Notes that sessions with this many DPUs, claimed so far, are now in the journal. */
    public void settle(Budget budget, int dpus) {
        change(budget, (last, own) -> new Step(last, own, 0, 0, -dpus));
    }

    /**
     * Gives back what one session held, once.
     *
     * @throws IllegalStateException if less than that is held, which means that something was released twice
     */
    public void release(Budget budget, int dpus) {
        change(budget, (last, own) -> {
            mostHeld.note(last.accountHeld);
            budget.mostHeld().note(own.held);
            return new Step(last, own, -dpus, -1, 0);
        });
    }

    /** Changes the limit of the account's budget. */
    public void resizeAccount(int limitDpus) {
        while (true) {
            Step last = account;
            if (install(last, last.withAccountLimit(limitDpus))) {
                return;
            }
        }
    }

    /** Changes the limit of a work group's budget; empty removes it. */
    public void resize(Budget budget, OptionalInt limitDpus) {
        change(budget, (last, own) -> new Step(last, own, limitDpus.orElse(NO_LIMIT), own.closed));
    }

    /** Lets a budget admit nothing from now on, or again what fits. */
    public void setClosed(Budget budget, boolean closed) {
        change(budget, (last, own) -> new Step(last, own, own.limit, closed));
    }

    /** The account's budget at this instant. */
    public BudgetView viewAccount() {
        Step last = account;
        return new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(last.accountLimit), last.accountHeld);
    }

    /** The budget at one instant within this call. */
    public BudgetView view(Budget budget) {
        Step own = lastOf(budget, account);
        OptionalInt limit = own.limit == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(own.limit);
        return new BudgetView(budget.name(), limit, own.held);
    }

    /** The most DPUs that the account has held at a time. */
    public int mostHeldByAccount() {
        return mostHeld.orMore(account.accountHeld);
    }

    /** The most DPUs that the budget has held at a time. */
    public int mostHeld(Budget budget) {
        return budget.mostHeld().orMore(lastOf(budget, account).held);
    }

    /** What the account holds and how much of it is claimed, at one instant. */
    public Holdings holdings() {
        Step last = account;
        return new Holdings(last.accountHeld, last.accountClaimed, last.sessions);
    }

    /** The DPUs of a budget that are claimed and not yet settled, at one instant within this call. */
    public int claimed(Budget budget) {
        return lastOf(budget, account).claimed;
    }

    /**
     * The account's figures.
     *
     * @param heldDpus all that is held
     * @param claimedDpus the part of it that is not yet settled
     * @param sessions how many sessions hold it
     */
    public record Holdings(int heldDpus, int claimedDpus, int sessions) {}

    private @Nullable Refusal refusalBy(Step last, Step own, int dpus) {
        if (own.closed) {
            return new Refusal.WorkGroupClosing(own.budget.name().workGroup().orElseThrow());
        }
        if (dpus > own.limit) {
            return new Refusal.ExceedsBudget(own.budget.name(), own.limit, dpus);
        }
        if (dpus > last.accountLimit) {
            return new Refusal.ExceedsBudget(BudgetName.ACCOUNT, last.accountLimit, dpus);
        }
        if (dpus > (long) own.limit - own.held) {
            return new Refusal.BudgetFull(own.budget.name(), own.held, own.limit, dpus);
        }
        if (dpus > (long) last.accountLimit - last.accountHeld) {
            return new Refusal.BudgetFull(BudgetName.ACCOUNT, last.accountHeld, last.accountLimit, dpus);
        }
        return last.sessions >= maxSessions ? new Refusal.TooManySessions(maxSessions) : null;
    }

    private void change(Budget budget, StepMaker maker) {
        for (int attempt = 1; ; attempt++) {
            Step last = account;
            if (install(last, maker.make(last, lastOf(budget, last)))) {
                return;
            }
            backoff.afterFailure(attempt);
        }
    }

    /** The last step about a budget, for as long as the given one is the account's last. */
    @SuppressWarnings("ReferenceEquality") // budgets are told apart by identity
    private static Step lastOf(Budget budget, Step last) {
        if (last.budget == budget) {
            return last;
        }
        last.budget.record(last);
        return budget.step();
    }

    private boolean install(Step last, Step next) {
        return ACCOUNT.compareAndSet(this, last, next);
    }

    private interface StepMaker {
        Step make(Step last, Step own);
    }

    /** The account and one of its budgets right after an operation on both. */
    static final class Step {
        private final int accountLimit;
        private final int accountHeld;
        private final int accountClaimed;
        private final int sessions;
        private final Budget budget;
        private final int limit;
        private final int held;
        private final int claimed;
        private final boolean closed;
        private final long number;

        private Step(Budget budget, int limit) {
            this.accountLimit = 0;
            this.accountHeld = 0;
            this.accountClaimed = 0;
            this.sessions = 0;
            this.budget = budget;
            this.limit = limit;
            this.held = 0;
            this.claimed = 0;
            this.closed = false;
            this.number = 0;
        }

        /** A step that changes what is held. */
        private Step(Step last, Step own, int heldDelta, int sessionsDelta, int claimedDelta) {
            this.accountLimit = last.accountLimit;
            this.accountHeld = notNegative(Math.addExact(last.accountHeld, heldDelta));
            this.accountClaimed = notNegative(last.accountClaimed + claimedDelta);
            this.sessions = notNegative(last.sessions + sessionsDelta);
            this.budget = own.budget;
            this.limit = own.limit;
            this.held = notNegative(Math.addExact(own.held, heldDelta));
            this.claimed = notNegative(own.claimed + claimedDelta);
            this.closed = own.closed;
            this.number = last.number + 1;
        }

        /** A step that changes what a budget allows. */
        private Step(Step last, Step own, int limit, boolean closed) {
            this(last, last.accountLimit, own, limit, closed);
        }

        private Step(Step last, int accountLimit, Step own, int limit, boolean closed) {
            this.accountLimit = accountLimit;
            this.accountHeld = last.accountHeld;
            this.accountClaimed = last.accountClaimed;
            this.sessions = last.sessions;
            this.budget = own.budget;
            this.limit = limit;
            this.held = own.held;
            this.claimed = own.claimed;
            this.closed = closed;
            this.number = last.number + 1;
        }

        static Step initialOf(Budget budget, int limit) {
            return new Step(budget, limit);
        }

        /** This step with another limit of the account. Its budget's figures are this step's, hence current. */
        private Step withAccountLimit(int newLimit) {
            return new Step(this, newLimit, this, limit, closed);
        }

        /** Whether it was installed after the other. */
        boolean isAfter(Step other) {
            return number > other.number;
        }

        private static int notNegative(int value) {
            if (value < 0) {
                throw new IllegalStateException("more was given back than is held, by " + -value);
            }
            return value;
        }
    }
}
