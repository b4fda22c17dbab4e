package dev.berth.server.metrics;

import dev.berth.api.BudgetName;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * One counter for each budget that was seen, up to a bound; the budgets that come later share one. Threads that race
 * over the last free places may exceed the bound by their number.
 */
final class BudgetCounters {
    private final ConcurrentMap<BudgetName, Counter> counters = new ConcurrentHashMap<>();
    private final Function<String, Counter> factory;
    private final int maxBudgets;

    /** @param factory makes the counter of a label */
    BudgetCounters(int maxBudgets, Function<String, Counter> factory) {
        this.maxBudgets = maxBudgets;
        this.factory = factory;
        of(BudgetName.ACCOUNT);
    }

    Counter of(BudgetName budget) {
        Counter known = counters.get(budget);
        if (known != null) {
            return known;
        }
        // The registry gives the same counter for the same label, so the shared one needs no field.
        return counters.size() > maxBudgets
                ? factory.apply(ServerMetrics.OTHER_BUDGETS)
                : counters.computeIfAbsent(budget, name -> factory.apply(name.toString()));
    }
}
