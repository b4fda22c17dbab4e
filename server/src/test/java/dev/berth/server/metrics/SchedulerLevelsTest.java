package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.SessionState;
import dev.berth.engine.BudgetUse;
import dev.berth.engine.EngineSnapshot;
import dev.berth.engine.Holding;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchedulerLevelsTest {
    private static final EngineSnapshot SNAPSHOT =
            new EngineSnapshot(Map.of(SessionState.IDLE, 7L), 8, 20, -1, 5, 3, 9, 1_500, true);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<BudgetUse> budgets = new ArrayList<>();
    private final List<Holding> holdings = new ArrayList<>();

    @Test
    void budgets_areShownWithLimitHeldAndFree() {
        show(200);
        budgets.add(new BudgetUse(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(160), 40), 100, 2));

        assertThat(lines())
                .contains(
                        "berth_budget_limit_dpus{budget=\"account\"} 160.0",
                        "berth_budget_held_dpus{budget=\"account\"} 40.0",
                        "berth_budget_free_dpus{budget=\"account\"} 120.0",
                        "berth_budget_most_held_dpus{budget=\"account\"} 100.0",
                        "berth_budget_live_sessions{budget=\"account\"} 2.0");
    }

    @Test
    void budgetWithoutLimit_hasOnlyWhatItHolds() {
        show(200);
        budgets.add(workGroup("etl", 40));

        assertThat(lines())
                .contains("berth_budget_held_dpus{budget=\"workgroup/etl\"} 40.0")
                .noneMatch(line -> line.startsWith("berth_budget_limit_dpus{"))
                .noneMatch(line -> line.startsWith("berth_budget_free_dpus{"));
    }

    @Test
    void seriesOfWorkGroups_comeAndGoWithThem() {
        show(200);
        budgets.add(workGroup("etl", 40));
        assertThat(lines()).anyMatch(line -> line.contains("workgroup/etl"));

        budgets.clear();
        budgets.add(workGroup("new", 1));
        assertThat(lines())
                .anyMatch(line -> line.contains("workgroup/new"))
                .noneMatch(line -> line.contains("workgroup/etl"));
    }

    @Test
    void workGroupsBeyondTheBound_areSummedUp() {
        show(1);
        budgets.add(new BudgetUse(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(160), 60), 60, 3));
        budgets.add(workGroup("a", 10));
        budgets.add(workGroup("b", 20));
        budgets.add(workGroup("c", 30));

        assertThat(lines())
                .contains(
                        "berth_budget_held_dpus{budget=\"account\"} 60.0",
                        "berth_budget_held_dpus{budget=\"workgroup/c\"} 30.0",
                        "berth_budget_held_dpus{budget=\"other\"} 30.0",
                        "berth_budget_live_sessions{budget=\"other\"} 2.0")
                .noneMatch(line -> line.contains("workgroup/a") || line.contains("workgroup/b"));
    }

    @Test
    void holdings_areThoseOfIdentities() {
        show(200);
        holdings.add(new Holding("nightly", 3, 60));
        holdings.add(new Holding("", 1, 20));

        assertThat(lines())
                .contains(
                        "berth_identity_held_dpus{identity=\"user/nightly\"} 60.0",
                        "berth_identity_live_sessions{identity=\"user/nightly\"} 3.0",
                        "berth_identity_held_dpus{identity=\"nobody\"} 20.0");
    }

    @Test
    void identitiesBeyondTheBound_areSummedUp_theLargestAreShown() {
        show(200);
        holdings.add(new Holding("a", 1, 10));
        holdings.add(new Holding("other", 2, 50));
        holdings.add(new Holding("b", 3, 40));
        holdings.add(new Holding("c", 4, 20));

        assertThat(lines())
                .contains(
                        "berth_identity_held_dpus{identity=\"user/other\"} 50.0",
                        "berth_identity_held_dpus{identity=\"user/b\"} 40.0",
                        "berth_identity_held_dpus{identity=\"other\"} 30.0",
                        "berth_identity_live_sessions{identity=\"other\"} 5.0")
                .noneMatch(line -> line.contains("user/a") || line.contains("user/c"));
    }

    @Test
    void levels_areThoseOfTheSnapshot() {
        show(200);

        assertThat(lines())
                .contains(
                        "berth_sessions{state=\"IDLE\"} 7.0",
                        "berth_sessions{state=\"DEGRADED\"} 0.0",
                        "berth_live_sessions 8.0",
                        "berth_claimed_dpus 20.0",
                        "berth_audit_difference_dpus -1.0",
                        "berth_queue_depth 5.0",
                        "berth_calculations_running 3.0",
                        "berth_tokens 9.0",
                        "berth_oldest_token_age_seconds 1.5",
                        "berth_engine_failed 1.0");
    }

    @Test
    void scrape_readsTheSchedulerOnce() {
        AtomicInteger reads = new AtomicInteger();
        registry.getPrometheusRegistry()
                .register(new SchedulerLevels(
                        () -> {
                            reads.incrementAndGet();
                            return budgets;
                        },
                        () -> SNAPSHOT,
                        () -> holdings,
                        200,
                        2));

        lines();

        assertThat(reads).hasValue(1);
    }

    private void show(int maxWorkGroups) {
        registry.getPrometheusRegistry()
                .register(new SchedulerLevels(() -> budgets, () -> SNAPSHOT, () -> holdings, maxWorkGroups, 2));
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }

    private static BudgetUse workGroup(String name, int heldDpus) {
        return new BudgetUse(new BudgetView(BudgetName.ofWorkGroup(name), OptionalInt.empty(), heldDpus), heldDpus, 1);
    }
}
