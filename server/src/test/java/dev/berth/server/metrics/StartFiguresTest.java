package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.api.BudgetName;
import dev.berth.api.Refusal;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartFiguresTest {
    private final ServerMetrics metrics = new ServerMetrics(1, 1, "test");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void outcomes_areCounted_refusalsByReasonWhateverTheBudget() {
        started(1_000);
        metrics.stats().startAnswered(new StartOutcome.Replayed(new SessionId(0, 2)), 1_000);
        metrics.stats().startFailed();
        refused(BudgetName.ACCOUNT);
        refused(BudgetName.ofWorkGroup("a"));
        refused(BudgetName.ofWorkGroup("b"));

        StartFigures figures = metrics.starts();
        assertThat(figures.started()).isEqualTo(1);
        assertThat(figures.replayed()).isEqualTo(1);
        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.refused()).isEqualTo(Map.of("budget_full", 3L));
    }

    @Test
    void quantiles_areThoseOfTheBuckets() {
        assertThat(metrics.starts().durations().quantileMillis(0.5)).isEmpty();
        for (int i = 0; i < 90; i++) {
            started(TimeUnit.MILLISECONDS.toNanos(2));
        }
        for (int i = 0; i < 10; i++) {
            started(TimeUnit.MILLISECONDS.toNanos(80));
        }

        Durations all = metrics.starts().durations();
        assertThat(all.quantileMillis(0.5).orElseThrow()).isBetween(1.0, 2.5);
        assertThat(all.quantileMillis(0.9).orElseThrow()).isCloseTo(2.5, within(1e-9));
        assertThat(all.quantileMillis(0.99).orElseThrow()).isBetween(50.0, 100.0);
    }

    @Test
    void since_hasOnlyWhatCameLater() {
        started(TimeUnit.MILLISECONDS.toNanos(80));
        Durations earlier = metrics.starts().durations();
        assertThat(earlier.since(earlier).quantileMillis(0.5)).isEmpty();

        started(TimeUnit.MILLISECONDS.toNanos(2));
        assertThat(metrics.starts().durations().since(earlier).quantileMillis(1).orElseThrow())
                .isCloseTo(2.5, within(1e-9));
    }

    private void started(long nanos) {
        metrics.stats().startAnswered(new StartOutcome.Started(new SessionId(0, 1)), nanos);
    }

    private void refused(BudgetName budget) {
        metrics.stats().startAnswered(new StartOutcome.Refused(new Refusal.BudgetFull(budget, 1, 1, 1)), 1_000);
    }
}
