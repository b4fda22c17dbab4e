package dev.berth.bench.load.traffic;

import java.util.Locale;

/**
 * Whether the generator itself was the limit of a run; the package tells by what rule.
 *
 * @param p99LatenessNanos the 99th percentile of how late requests were taken up
 * @param maxLatenessNanos what it may be
 * @param busyShare for how much of the time the event loop was on a processor, from 0 to 1
 */
public record GeneratorVerdict(long p99LatenessNanos, long maxLatenessNanos, double busyShare) {
    static final double MAX_BUSY_SHARE = 0.95;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PERCENT = 100;

    /** Whether it was late or busy beyond the bounds. */
    public boolean isLimit() {
        return isLate() || isBusy();
    }

    /** What was measured, in words. */
    public String describe() {
        String facts = String.format(
                Locale.ROOT,
                "p99 of lateness %.2f ms (at most %.0f ms), event loop busy %.0f %% of the time (at most %.0f %%)",
                p99LatenessNanos / NANOS_PER_MILLI,
                maxLatenessNanos / NANOS_PER_MILLI,
                busyShare * PERCENT,
                MAX_BUSY_SHARE * PERCENT);
        return isLimit() ? "THE GENERATOR WAS THE LIMIT: " + facts : "kept up: " + facts;
    }

    private boolean isLate() {
        return p99LatenessNanos > maxLatenessNanos;
    }

    private boolean isBusy() {
        return busyShare > MAX_BUSY_SHARE;
    }
}
