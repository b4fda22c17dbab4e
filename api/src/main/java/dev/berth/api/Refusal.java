package dev.berth.api;

/**
 * Why a start was refused. A value, not an exception: a full budget is ordinary. Each kind carries what the caller needs
 * to word an answer, and {@link #message()} words one.
 */
public sealed interface Refusal {

    /** One English sentence for a log or an answer. */
    String message();

    /**
     * A budget lacks the DPUs at the moment; the same request may fit later. The figures are those of one instant within
     * the call.
     *
     * @param budget the budget that refused
     * @param heldDpus what its sessions held
     * @param limitDpus what it allows
     * @param askedDpus what was asked for
     */
    record BudgetFull(BudgetName budget, int heldDpus, int limitDpus, int askedDpus) implements Refusal {
        /** What was free, 0 where more is held than a shrunk budget allows. */
        public int freeDpus() {
            return Math.max(0, limitDpus - heldDpus);
        }

        @Override
        public String message() {
            return "budget " + budget + " holds " + heldDpus + " of " + limitDpus + " DPUs, " + askedDpus + " asked, "
                    + freeDpus() + " free";
        }
    }

    /**
     * More was asked for than a budget allows altogether: the request cannot fit until the budget grows.
     *
     * @param budget the budget that is too small
     * @param limitDpus what it allows
     * @param askedDpus what was asked for
     */
    record ExceedsBudget(BudgetName budget, int limitDpus, int askedDpus) implements Refusal {
        @Override
        public String message() {
            return askedDpus + " DPUs can never fit: budget " + budget + " allows " + limitDpus;
        }
    }

    /**
     * More was asked for than one session may hold.
     *
     * @param limitDpus what one session may hold
     * @param askedDpus what was asked for
     */
    record ExceedsSessionCeiling(int limitDpus, int askedDpus) implements Refusal {
        @Override
        public String message() {
            return askedDpus + " DPUs can never fit: one session may hold " + limitDpus;
        }
    }

    /**
     * As many sessions are live as the scheduler keeps.
     *
     * @param limit that number
     */
    record TooManySessions(int limit) implements Refusal {
        @Override
        public String message() {
            return limit + " sessions are live, which is the most that this scheduler keeps";
        }
    }

    /**
     * The runtime of the work group's engine version has as many sessions as it can hold.
     *
     * @param runtime the name of the runtime
     * @param limit that number
     */
    record RuntimeFull(String runtime, int limit) implements Refusal {
        @Override
        public String message() {
            return "runtime " + runtime + " holds " + limit + " sessions, which is the most that it can";
        }
    }

    /**
     * There is no such work group.
     *
     * @param workGroup the name that was asked for
     */
    record UnknownWorkGroup(String workGroup) implements Refusal {
        @Override
        public String message() {
            return "there is no work group " + workGroup;
        }
    }

    /**
     * The work group admits no new sessions.
     *
     * @param workGroup its name
     */
    record WorkGroupDisabled(String workGroup) implements Refusal {
        @Override
        public String message() {
            return "work group " + workGroup + " is disabled";
        }
    }

    /**
     * The work group is being deleted: in a moment it is gone, or open again.
     *
     * @param workGroup its name
     */
    record WorkGroupClosing(String workGroup) implements Refusal {
        @Override
        public String message() {
            return "work group " + workGroup + " is being deleted";
        }
    }

    /**
     * No runtime serves the engine version of the work group.
     *
     * @param engineVersion that version
     */
    record NoRuntime(String engineVersion) implements Refusal {
        @Override
        public String message() {
            return "no runtime serves engine version " + engineVersion;
        }
    }

    /**
     * A live session, or one being admitted, holds the exclusive key.
     *
     * @param exclusiveKey the key
     */
    record ExclusiveKeyTaken(String exclusiveKey) implements Refusal {
        @Override
        public String message() {
            return "a live session holds " + exclusiveKey;
        }
    }

    /**
     * The token belongs to a request that asked for something else.
     *
     * @param token the token
     */
    record TokenReused(RequestToken token) implements Refusal {
        @Override
        public String message() {
            return "the request token was used with other parameters";
        }
    }

    /** The scheduler requires a token with every start, and there was none. */
    record TokenMissing() implements Refusal {
        @Override
        public String message() {
            return "a request token is required";
        }
    }

    /**
     * The request is larger than the journal takes.
     *
     * @param limitBytes what it takes, the scheduler's own part included
     */
    record TooLarge(int limitBytes) implements Refusal {
        @Override
        public String message() {
            return "the request is larger than the journal takes, which is " + limitBytes + " bytes";
        }
    }

    /** The journal has no room for new sessions; what it has left is for the ends of those that live. */
    record NoRoom() implements Refusal {
        @Override
        public String message() {
            return "the journal has no room for new sessions";
        }
    }

    /**
     * The scheduler has as much work queued as it accepts; the same request may succeed a moment later.
     *
     * @param queueLimit how many changes may wait
     */
    record Overloaded(int queueLimit) implements Refusal {
        @Override
        public String message() {
            return "more than " + queueLimit + " changes are waiting";
        }
    }
}
