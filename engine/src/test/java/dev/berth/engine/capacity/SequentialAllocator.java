package dev.berth.engine.capacity;

import dev.berth.api.BudgetName;
import dev.berth.api.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an allocator does, said as plainly as possible: for one thread, with sums that are taken each time. */
final class SequentialAllocator {
    static final int NO_LIMIT = Integer.MAX_VALUE;

    private final int ceiling;
    private final int maxSessions;
    private final Map<String, Integer> limits = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Map<String, Boolean> closed = new HashMap<>();
    private int accountLimit;
    private int sessions;

    SequentialAllocator(int accountLimit, int ceiling, int maxSessions) {
        this.accountLimit = accountLimit;
        this.ceiling = ceiling;
        this.maxSessions = maxSessions;
    }

    @Nullable
    Refusal tryAcquire(String group, int dpus) {
        int limit = limits.getOrDefault(group, NO_LIMIT);
        if (dpus > ceiling) {
            return new Refusal.ExceedsSessionCeiling(ceiling, dpus);
        } else if (closed.getOrDefault(group, false)) {
            return new Refusal.WorkGroupClosing(group);
        } else if (dpus > limit) {
            return new Refusal.ExceedsBudget(BudgetName.ofWorkGroup(group), limit, dpus);
        } else if (dpus > accountLimit) {
            return new Refusal.ExceedsBudget(BudgetName.ACCOUNT, accountLimit, dpus);
        } else if (limit != NO_LIMIT && held(group) + dpus > limit) {
            return new Refusal.BudgetFull(BudgetName.ofWorkGroup(group), held(group), limit, dpus);
        } else if (accountHeld() + dpus > accountLimit) {
            return new Refusal.BudgetFull(BudgetName.ACCOUNT, accountHeld(), accountLimit, dpus);
        } else if (sessions == maxSessions) {
            return new Refusal.TooManySessions(maxSessions);
        }
        held.merge(group, dpus, Integer::sum);
        sessions++;
        return null;
    }

    void release(String group, int dpus) {
        held.merge(group, -dpus, Integer::sum);
        sessions--;
    }

    void resizeAccount(int limit) {
        accountLimit = limit;
    }

    void resize(String group, int limit) {
        limits.put(group, limit);
    }

    void setClosed(String group, boolean isClosed) {
        closed.put(group, isClosed);
    }

    int held(String group) {
        return held.getOrDefault(group, 0);
    }

    int accountHeld() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }
}
