package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationState;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StateReason.Cause;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicrometerStatsTest {
    private static final SessionId SESSION = new SessionId(1, 2);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerStats stats = new MicrometerStats(registry, 2);

    @Test
    void starts_areCountedByOutcome() {
        stats.startAnswered(new StartOutcome.Started(SESSION), 1_000);
        stats.startAnswered(new StartOutcome.Started(SESSION), 1_000);
        stats.startAnswered(new StartOutcome.Replayed(SESSION), 1_000);
        stats.startFailed();

        assertThat(lines())
                .contains(starts("started", "none", 2), starts("replayed", "none", 1), starts("failed", "none", 1));
    }

    @Test
    void everyKindOfRefusal_hasACounter() {
        refuse(new Refusal.BudgetFull(BudgetName.ACCOUNT, 160, 160, 20));
        refuse(new Refusal.ExceedsBudget(BudgetName.ofWorkGroup("etl"), 10, 20));
        refuse(new Refusal.ExceedsSessionCeiling(60, 61));
        refuse(new Refusal.TooManySessions(1));
        refuse(new Refusal.UnknownWorkGroup("x"));
        refuse(new Refusal.WorkGroupClosing("x"));
        refuse(new Refusal.NoRuntime("x"));
        refuse(new Refusal.ExclusiveKeyTaken("x"));
        refuse(new Refusal.TokenReused(new RequestToken("x")));
        refuse(new Refusal.TokenMissing());
        refuse(new Refusal.Overloaded(1));

        assertThat(lines())
                .contains(
                        starts("refused_budget_full", "account", 1),
                        starts("refused_exceeds_budget", "workgroup/etl", 1),
                        starts("refused_exceeds_session_ceiling", "none", 1),
                        starts("refused_too_many_sessions", "none", 1),
                        starts("refused_unknown_work_group", "none", 1),
                        starts("refused_work_group_closing", "none", 1),
                        starts("refused_no_runtime", "none", 1),
                        starts("refused_exclusive_key_taken", "none", 1),
                        starts("refused_token_reused", "none", 1),
                        starts("refused_token_missing", "none", 1),
                        starts("refused_overloaded", "none", 1))
                .contains(starts("failed", "none", 0));
    }

    @Test
    void budgetsBeyondTheBound_shareALabel() {
        for (String workGroup : List.of("a", "b", "c", "d", "a")) {
            refuse(new Refusal.BudgetFull(BudgetName.ofWorkGroup(workGroup), 1, 1, 1));
        }

        assertThat(lines())
                .contains(
                        starts("refused_budget_full", "workgroup/a", 2),
                        starts("refused_budget_full", "workgroup/b", 1),
                        starts("refused_budget_full", "other", 2))
                .noneMatch(line -> line.contains("workgroup/c"));
    }

    @Test
    void durations_areThoseOfAcknowledgedStarts() {
        stats.startAnswered(new StartOutcome.Started(SESSION), 200_000);
        stats.startAnswered(new StartOutcome.Replayed(SESSION), 40_000_000);
        refuse(new Refusal.TokenMissing());

        assertThat(lines())
                .contains(
                        "berth_session_start_duration_seconds_bucket{le=\"1.0E-4\"} 0",
                        "berth_session_start_duration_seconds_bucket{le=\"2.5E-4\"} 1",
                        "berth_session_start_duration_seconds_bucket{le=\"0.05\"} 2",
                        "berth_session_start_duration_seconds_count 2");
    }

    @Test
    void ends_areCountedByStateAndCause() {
        stats.sessionEnded(SessionState.TERMINATED, Cause.IDLE_TIMEOUT);
        stats.sessionEnded(SessionState.FAILED, Cause.LAUNCH_DEADLINE);
        stats.sessionEnded(SessionState.TERMINATED, null);

        assertThat(lines())
                .contains(
                        "berth_session_ends_total{cause=\"idle_timeout\",state=\"TERMINATED\"} 1.0",
                        "berth_session_ends_total{cause=\"launch_deadline\",state=\"FAILED\"} 1.0",
                        "berth_session_ends_total{cause=\"none\",state=\"TERMINATED\"} 1.0");
    }

    @Test
    void phases_areThoseOfTheUsualWay() {
        stats.sessionMoved(SessionState.CREATING, SessionState.CREATED, 300);
        stats.sessionMoved(SessionState.CREATED, SessionState.IDLE, 30);
        stats.sessionMoved(SessionState.TERMINATING, SessionState.TERMINATED, 3_000);
        stats.sessionMoved(SessionState.CREATING, SessionState.FAILED, 1);
        stats.sessionMoved(SessionState.CREATED, SessionState.TERMINATING, 1);
        stats.sessionMoved(SessionState.IDLE, SessionState.BUSY, 1);

        assertThat(lines())
                .contains(
                        "berth_session_phase_duration_seconds_bucket{phase=\"creating\",le=\"0.25\"} 0",
                        "berth_session_phase_duration_seconds_bucket{phase=\"creating\",le=\"0.5\"} 1",
                        "berth_session_phase_duration_seconds_count{phase=\"creating\"} 1",
                        "berth_session_phase_duration_seconds_bucket{phase=\"created\",le=\"0.05\"} 1",
                        "berth_session_phase_duration_seconds_count{phase=\"created\"} 1",
                        "berth_session_phase_duration_seconds_sum{phase=\"terminating\"} 3.0");
    }

    @Test
    void calculations_areCountedByFinalState() {
        stats.calculationEnded(CalculationState.COMPLETED, 200);
        stats.calculationEnded(CalculationState.COMPLETED, 300);
        stats.calculationEnded(CalculationState.CANCELED, 500);

        assertThat(lines())
                .contains(
                        "berth_calculation_ends_total{state=\"COMPLETED\"} 2.0",
                        "berth_calculation_ends_total{state=\"CANCELED\"} 1.0",
                        "berth_calculation_ends_total{state=\"FAILED\"} 0.0",
                        "berth_calculation_duration_seconds_sum 1.0");
    }

    @Test
    void limitedBudget_hasACounterBeforeItRefuses() {
        stats.expectRefusalsOf(BudgetName.ofWorkGroup("etl"));

        assertThat(lines()).contains(starts("refused_budget_full", "workgroup/etl", 0));
    }

    @Test
    void batchesAndMissedChanges_areCounted() {
        stats.batchApplied(3);
        stats.batchApplied(17);
        stats.changesMissed(5);

        assertThat(lines())
                .contains(
                        "berth_batch_changes_bucket{le=\"4.0\"} 1",
                        "berth_batch_changes_bucket{le=\"64.0\"} 2",
                        "berth_batch_changes_sum 20.0",
                        "berth_listener_changes_missed_total 5.0");
    }

    private void refuse(Refusal refusal) {
        stats.startAnswered(new StartOutcome.Refused(refusal), 1_000);
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }

    private static String starts(String outcome, String budget, int count) {
        return "berth_session_starts_total{budget=\"" + budget + "\",outcome=\"" + outcome + "\"} " + count + ".0";
    }
}
