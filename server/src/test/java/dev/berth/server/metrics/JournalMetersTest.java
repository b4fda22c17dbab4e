package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JournalMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicLong nanos = new AtomicLong(7);
    private final JournalMeters meters = new JournalMeters(registry, nanos::get);

    @Test
    void batches_areMeasuredInTimeAndBytes() {
        meters.batchWritten(1_000, 2_000_000);
        meters.batchWritten(5_000, 30_000_000);

        assertThat(lines())
                .contains(
                        "berth_journal_write_duration_seconds_bucket{le=\"0.0025\"} 1",
                        "berth_journal_write_duration_seconds_count 2",
                        "berth_journal_batch_bytes_bucket{le=\"1024.0\"} 1",
                        "berth_journal_batch_bytes_sum 6000.0");
    }

    @Test
    void snapshot_isAsLargeAsItWasFound_andThenAsItWasWritten() {
        meters.recovered(500);
        assertThat(lines()).contains("berth_journal_snapshot_bytes 500.0");

        meters.snapshotWritten(700);
        meters.snapshotFailed();
        meters.snapshotFailed();
        assertThat(lines())
                .contains(
                        "berth_journal_snapshot_bytes 700.0",
                        "berth_journal_snapshots_total{outcome=\"written\"} 1.0",
                        "berth_journal_snapshots_total{outcome=\"failed\"} 2.0");
    }

    @Test
    void age_isSinceTheLastSnapshotThatWasWritten() {
        nanos.addAndGet(Duration.ofSeconds(90).toNanos());
        assertThat(lines()).contains("berth_journal_snapshot_age_seconds 90.0");

        meters.snapshotWritten(1);
        meters.snapshotFailed();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lines()).contains("berth_journal_snapshot_age_seconds 2.0");
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }
}
