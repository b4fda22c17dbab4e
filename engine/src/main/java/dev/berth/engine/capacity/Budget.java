package dev.berth.engine.capacity;

import dev.berth.api.BudgetName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A budget under the account's: that of one work group. Made by {@link CapacityAllocator#newBudget} and meaningful to that
 * allocator only.
 */
public final class Budget {
    private static final VarHandle STEP;

    static {
        try {
            STEP = MethodHandles.lookup().findVarHandle(Budget.class, "step", CapacityAllocator.Step.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BudgetName name;
    private final HighWater mostHeld = new HighWater();
    private volatile CapacityAllocator.Step step;

    Budget(BudgetName name, int limitDpus) {
        this.name = name;
        this.step = CapacityAllocator.Step.initialOf(this, limitDpus);
    }

    /** The name of this budget. */
    public BudgetName name() {
        return name;
    }

    /** The most that was held when something was released. */
    HighWater mostHeld() {
        return mostHeld;
    }

    /** The last step that was recorded here; the current one unless the account's last step is about this budget. */
    CapacityAllocator.Step step() {
        return step;
    }

    /** Points to the given step from now on, unless to a later one already. */
    void record(CapacityAllocator.Step last) {
        CapacityAllocator.Step seen = step;
        while (last.isAfter(seen)) {
            seen = (CapacityAllocator.Step) STEP.compareAndExchange(this, seen, last);
        }
    }
}
