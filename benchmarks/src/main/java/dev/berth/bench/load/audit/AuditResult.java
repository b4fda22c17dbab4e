package dev.berth.bench.load.audit;

import java.util.List;

/**
 * What the audit of a run found.
 *
 * @param budgets one for each budget
 * @param tokens how many tokens were used for sessions
 * @param sessions how many sessions were acknowledged
 * @param calculations how many calculations were acknowledged
 * @param violations the first violations
 * @param violationCount how many there were in all
 */
public record AuditResult(
        List<BudgetResult> budgets,
        long tokens,
        long sessions,
        long calculations,
        List<Violation> violations,
        long violationCount) {

    /** Copies the lists. */
    public AuditResult {
        budgets = List.copyOf(budgets);
        violations = List.copyOf(violations);
    }

    /** Whether no promise was broken. */
    public boolean isPassed() {
        return violationCount == 0;
    }
}
