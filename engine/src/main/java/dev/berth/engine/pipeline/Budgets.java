package dev.berth.engine.pipeline;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The budgets by name, as they stand. Stateless; any thread. */
public final class Budgets {
    private Budgets() {}

    /** The budget of that name, or empty. */
    public static Optional<BudgetView> view(BudgetName name, SessionTable table, CapacityAllocator allocator) {
        if (name.workGroup().isEmpty()) {
            return Optional.of(allocator.viewAccount());
        }
        WorkGroupRecord workGroup = table.workGroup(name.workGroup().get());
        return workGroup == null ? Optional.empty() : Optional.of(allocator.view(workGroup.budget()));
    }

    /** The account's budget, then those of the work groups in the order of their names. */
    public static List<BudgetView> all(SessionTable table, CapacityAllocator allocator) {
        List<BudgetView> budgets = new ArrayList<>();
        budgets.add(allocator.viewAccount());
        for (WorkGroupRecord workGroup : table.workGroups(null, Integer.MAX_VALUE)) {
            budgets.add(allocator.view(workGroup.budget()));
        }
        return budgets;
    }
}
