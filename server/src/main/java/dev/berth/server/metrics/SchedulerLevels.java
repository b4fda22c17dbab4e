package dev.berth.server.metrics;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.SessionState;
import dev.berth.engine.EngineSnapshot;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads the scheduler once per scrape and shows its levels as gauges. The series of work groups come and go with them;
 * a budget without a limit has no series for limit and free. The budgets of work groups beyond the bound, in the order
 * of their names, are shown as one sum of what they hold.
 *
 * @param budgets the budgets, the account's first
 * @param snapshot the engine's other levels
 * @param maxWorkGroups how many work groups get series of their own
 */
record SchedulerLevels(Supplier<List<BudgetView>> budgets, Supplier<EngineSnapshot> snapshot, int maxWorkGroups)
        implements MultiCollector {

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder metrics = MetricSnapshots.builder();
        addBudgets(metrics, budgets.get());
        addLevels(metrics, snapshot.get());
        return metrics.build();
    }

    private void addBudgets(MetricSnapshots.Builder metrics, List<BudgetView> views) {
        var limit = gauge("berth_budget_limit_dpus", "DPUs that a budget allows; absent if it has no limit");
        var held = gauge("berth_budget_held_dpus", "DPUs that admitted sessions hold in a budget");
        var free = gauge("berth_budget_free_dpus", "DPUs that a budget has left; absent if it has no limit");
        int shown = Math.min(views.size(), maxWorkGroups + 1);
        for (BudgetView view : views.subList(0, shown)) {
            Labels label = budgetLabel(view.name());
            addIfPresent(limit, label, view.limitDpus());
            add(held, label, view.heldDpus());
            addIfPresent(free, label, view.freeDpus());
        }
        if (shown < views.size()) {
            add(held, Labels.of("budget", ServerMetrics.OTHER_BUDGETS), (double)
                    heldBy(views.subList(shown, views.size())));
        }
        metrics.metricSnapshot(limit.build()).metricSnapshot(held.build()).metricSnapshot(free.build());
    }

    private static void addLevels(MetricSnapshots.Builder metrics, EngineSnapshot levels) {
        var sessions =
                gauge("berth_sessions", "Sessions that are known, by state; ended ones for as long as they are kept");
        for (SessionState state : SessionState.values()) {
            add(sessions, Labels.of("state", state.name()), (double)
                    levels.sessions().getOrDefault(state, 0L));
        }
        metrics.metricSnapshot(sessions.build())
                .metricSnapshot(single("berth_live_sessions", "Sessions that hold DPUs", levels.liveSessions()))
                .metricSnapshot(single(
                        "berth_claimed_dpus",
                        "DPUs of starts that are admitted and not yet applied",
                        levels.claimedDpus()))
                .metricSnapshot(single(
                        "berth_audit_difference_dpus",
                        "Held DPUs minus those of live and claimed sessions; anything but 0 is a defect",
                        (double) levels.auditDifferenceDpus()))
                .metricSnapshot(single(
                        "berth_queue_depth",
                        "Changes that wait for the journal and the applier",
                        levels.queuedChanges()))
                .metricSnapshot(single("berth_tokens", "Request tokens that are remembered", (double) levels.tokens()))
                .metricSnapshot(single(
                        "berth_oldest_token_age_seconds",
                        "How long ago the session of the oldest remembered token ended; 0 if there is none",
                        levels.oldestTokenMillis() / 1e3))
                .metricSnapshot(single(
                        "berth_engine_failed",
                        "1 once the engine can acknowledge nothing any more",
                        levels.failed() ? 1 : 0));
    }

    private static Labels budgetLabel(BudgetName name) {
        return Labels.of("budget", name.toString());
    }

    private static long heldBy(List<BudgetView> views) {
        return views.stream().mapToLong(BudgetView::heldDpus).sum();
    }

    private static GaugeSnapshot single(String name, String help, double value) {
        GaugeSnapshot.Builder gauge = gauge(name, help);
        add(gauge, Labels.EMPTY, value);
        return gauge.build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static void addIfPresent(GaugeSnapshot.Builder gauge, Labels labels, OptionalInt value) {
        value.ifPresent(present -> add(gauge, labels, present));
    }

    private static void add(GaugeSnapshot.Builder gauge, Labels labels, double value) {
        gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }
}
