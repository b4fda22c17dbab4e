package dev.berth.server.metrics;

import dev.berth.api.BudgetView;
import dev.berth.api.SessionState;
import dev.berth.engine.BudgetUse;
import dev.berth.engine.EngineSnapshot;
import dev.berth.engine.Holding;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads the scheduler once per scrape and shows its levels as gauges. The series of work groups and identities come and go with
 * them; a budget without a limit has no series for limit and free. Of more than the bound allows, those that hold the most are
 * shown, and the others as one sum of what they hold. A scrape costs O(work groups + identities), whatever the number of sessions.
 *
 * @param budgets the budgets, the account's first
 * @param snapshot the engine's other levels
 * @param holdings what each identity holds
 * @param maxWorkGroups how many work groups get series of their own
 * @param maxIdentities how many identities do
 */
record SchedulerLevels(
        Supplier<List<BudgetUse>> budgets,
        Supplier<EngineSnapshot> snapshot,
        Supplier<List<Holding>> holdings,
        int maxWorkGroups,
        int maxIdentities)
        implements MultiCollector {

    private static final String BUDGET = "budget";
    private static final Comparator<BudgetUse> MOST_HELD_FIRST =
            Comparator.comparingInt((BudgetUse use) -> use.budget().heldDpus()).reversed();
    private static final Comparator<Holding> LARGEST_FIRST =
            Comparator.comparingLong(Holding::dpus).reversed().thenComparing(Holding::holder);

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder metrics = MetricSnapshots.builder();
        addBudgets(metrics, budgets.get());
        addHoldings(metrics, holdings.get());
        addLevels(metrics, snapshot.get());
        return metrics.build();
    }

    private void addBudgets(MetricSnapshots.Builder metrics, List<BudgetUse> uses) {
        var limit = gauge("berth_budget_limit_dpus", "DPUs that a budget allows; absent if it has no limit");
        var held = gauge("berth_budget_held_dpus", "DPUs that admitted sessions hold in a budget");
        var free = gauge("berth_budget_free_dpus", "DPUs that a budget has left; absent if it has no limit");
        var mostHeld =
                gauge("berth_budget_most_held_dpus", "The most DPUs that a budget has held at a time since the start");
        var live = gauge("berth_budget_live_sessions", "Sessions that hold the DPUs of a budget");
        List<BudgetUse> ranked = ranked(uses);
        int shown = Math.min(ranked.size(), maxWorkGroups + 1);
        for (BudgetUse use : ranked.subList(0, shown)) {
            BudgetView view = use.budget();
            Labels label = Labels.of(BUDGET, view.name().toString());
            addIfPresent(limit, label, view.limitDpus());
            add(held, label, view.heldDpus());
            addIfPresent(free, label, view.freeDpus());
            add(mostHeld, label, use.mostHeldDpus());
            add(live, label, use.liveSessions());
        }
        List<BudgetUse> others = ranked.subList(shown, ranked.size());
        if (!others.isEmpty()) {
            Labels label = Labels.of(BUDGET, ServerMetrics.OTHERS);
            add(held, label, (double)
                    others.stream().mapToLong(use -> use.budget().heldDpus()).sum());
            add(live, label, (double)
                    others.stream().mapToLong(BudgetUse::liveSessions).sum());
        }
        metrics.metricSnapshot(limit.build())
                .metricSnapshot(held.build())
                .metricSnapshot(free.build())
                .metricSnapshot(mostHeld.build())
                .metricSnapshot(live.build());
    }

    /** The account's first, and then, where not all can be shown, those that hold the most. */
    private List<BudgetUse> ranked(List<BudgetUse> uses) {
        if (uses.size() <= maxWorkGroups + 1) {
            return uses;
        }
        List<BudgetUse> ranked = new ArrayList<>(uses);
        ranked.subList(1, ranked.size()).sort(MOST_HELD_FIRST);
        return ranked;
    }

    private void addHoldings(MetricSnapshots.Builder metrics, List<Holding> all) {
        var held = gauge("berth_identity_held_dpus", "DPUs held by the sessions that an identity has started");
        var live =
                gauge("berth_identity_live_sessions", "Sessions that an identity has started and that have not ended");
        List<Holding> ranked = all.stream().sorted(LARGEST_FIRST).toList();
        int shown = Math.min(ranked.size(), maxIdentities);
        for (Holding each : ranked.subList(0, shown)) {
            Labels label = Labels.of(IdentityLabel.NAME, IdentityLabel.of(each.holder()));
            add(held, label, (double) each.dpus());
            add(live, label, (double) each.liveSessions());
        }
        List<Holding> others = ranked.subList(shown, ranked.size());
        if (!others.isEmpty()) {
            Labels label = Labels.of(IdentityLabel.NAME, ServerMetrics.OTHERS);
            add(held, label, (double) others.stream().mapToLong(Holding::dpus).sum());
            add(live, label, (double)
                    others.stream().mapToLong(Holding::liveSessions).sum());
        }
        metrics.metricSnapshot(held.build()).metricSnapshot(live.build());
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
                .metricSnapshot(single(
                        "berth_calculations_running",
                        "Calculations that were accepted and have not ended",
                        levels.runningCalculations()))
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
