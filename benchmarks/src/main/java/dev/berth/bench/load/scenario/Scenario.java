package dev.berth.bench.load.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A load, apart from where it goes.
 *
 * @param name what reports call it
 * @param seed what makes its sequence repeatable, if the file says it
 * @param mix how often each operation comes
 * @param dpus how many DPUs starts ask for
 * @param workGroups the work groups that starts name, at least one
 * @param load how the rate goes; empty if the command line says it
 * @param accountBudget the account's budget that the audit holds the server to; empty if the server is asked
 * @param budgetChanges what changes during the run, in the order of time
 */
public record Scenario(
        String name,
        OptionalLong seed,
        Weights<OperationKind> mix,
        Weights<Integer> dpus,
        List<WorkGroupShare> workGroups,
        Optional<LoadShape> load,
        OptionalInt accountBudget,
        List<BudgetChange> budgetChanges) {

    private static final String DEFAULT_WORK_GROUP = "spark-primary";
    private static final int DEFAULT_DPUS = 20;

    /** Copies the lists. */
    public Scenario {
        workGroups = List.copyOf(workGroups);
        budgetChanges = List.copyOf(budgetChanges);
    }

    /** Starts of 20 DPUs alone, in the work group {@code spark-primary}, each with a new token. */
    public static Scenario startsOnly() {
        return new Scenario(
                "starts",
                OptionalLong.empty(),
                Weights.always(OperationKind.START),
                Weights.always(DEFAULT_DPUS),
                List.of(new WorkGroupShare(DEFAULT_WORK_GROUP, 1, OptionalInt.empty())),
                Optional.empty(),
                OptionalInt.empty(),
                List.of());
    }

    Weights<String> workGroupWeights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        workGroups.forEach(workGroup -> weights.put(workGroup.name(), workGroup.weight()));
        return Weights.of(weights);
    }
}
