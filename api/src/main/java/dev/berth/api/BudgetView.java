package dev.berth.api;

import java.util.OptionalInt;

/**
 * A budget at one instant.
 *
 * @param name which budget
 * @param limitDpus what it allows, or empty if only the budget above it limits
 * @param heldDpus what admitted sessions hold; more than the limit after a shrink, until enough of them end
 */
public record BudgetView(BudgetName name, OptionalInt limitDpus, int heldDpus) {
    /** The largest limit that a budget can have. */
    public static final int MAX_LIMIT_DPUS = 1_000_000_000;

    /** What another session could take from this budget, or empty if it has no limit of its own. */
    public OptionalInt freeDpus() {
        return limitDpus.isPresent()
                ? OptionalInt.of(Math.max(0, limitDpus.getAsInt() - heldDpus))
                : OptionalInt.empty();
    }
}
