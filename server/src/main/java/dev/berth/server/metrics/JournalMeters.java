package dev.berth.server.metrics;

import dev.berth.spi.JournalStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what a journal does in a Micrometer registry. Counting allocates nothing. */
final class JournalMeters implements JournalStats {
    private static final Duration[] WRITE_BUCKETS = Buckets.ofTime(Duration.ofNanos(10_000), Duration.ofSeconds(10));
    private static final double[] BYTES_BUCKETS = Buckets.ofCount(256, 16 << 20);

    private final LongSupplier nanoTime;
    private final Timer write;
    private final DistributionSummary batchBytes;
    private final Counter snapshots;
    private final Counter failedSnapshots;
    private volatile long snapshotBytes;
    private volatile long snapshotNanos;

    /**
     * Registers the meters.
     *
     * @param nanoTime a clock of nanoseconds, which tells the age of a snapshot
     */
    JournalMeters(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.snapshotNanos = nanoTime.getAsLong();
        this.write = Timer.builder("berth.journal.write.duration")
                .description("Time to write a batch, the disk's confirmation included where it is waited for")
                .serviceLevelObjectives(WRITE_BUCKETS)
                .register(registry);
        this.batchBytes = DistributionSummary.builder("berth.journal.batch")
                .baseUnit("bytes")
                .description("Size of a batch as it is written")
                .serviceLevelObjectives(BYTES_BUCKETS)
                .register(registry);
        this.snapshots = snapshots("written", registry);
        this.failedSnapshots = snapshots("failed", registry);
        Gauge.builder("berth.journal.snapshot", () -> snapshotBytes)
                .baseUnit("bytes")
                .description("Size of the newest snapshot; 0 if there is none")
                .register(registry);
        TimeGauge.builder("berth.journal.snapshot.age", this::snapshotAgeNanos, TimeUnit.NANOSECONDS)
                .description(
                        "Time since this process has written a snapshot, or since its start if it has written none")
                .register(registry);
    }

    @Override
    public void recovered(long bytes) {
        snapshotBytes = bytes;
    }

    @Override
    public void batchWritten(long bytes, long nanos) {
        write.record(nanos, TimeUnit.NANOSECONDS);
        batchBytes.record((double) bytes);
    }

    @Override
    public void snapshotWritten(long bytes) {
        snapshotBytes = bytes;
        snapshotNanos = nanoTime.getAsLong();
        snapshots.increment();
    }

    @Override
    public void snapshotFailed() {
        failedSnapshots.increment();
    }

    private long snapshotAgeNanos() {
        return nanoTime.getAsLong() - snapshotNanos;
    }

    private static Counter snapshots(String outcome, MeterRegistry registry) {
        return Counter.builder("berth.journal.snapshots")
                .description("Snapshots that were begun, by how that ended")
                .tag("outcome", outcome)
                .register(registry);
    }
}
