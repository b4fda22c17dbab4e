package dev.berth.server.runtime.simulated;

import java.time.Duration;

/**
 * How long something takes: always the same, or log-normally distributed with the given quantiles.
 *
 * @param median half of the times are shorter; zero means no time at all, always
 * @param p99 99 of 100 times are shorter, at least the median; the median itself makes the time fixed
 */
public record Delay(Duration median, Duration p99) {

    /** Checks the ranges given above. */
    public Delay {
        if (median.isNegative()) {
            throw new IllegalArgumentException("must not be negative: median=" + median);
        }
        if (p99.compareTo(median) < 0) {
            throw new IllegalArgumentException("must be >= median: p99=" + p99 + ", median=" + median);
        }
        if (median.isZero() && !p99.isZero()) {
            throw new IllegalArgumentException("must be zero where the median is: p99=" + p99);
        }
    }

    /** Always the given time. */
    public static Delay fixed(Duration time) {
        return new Delay(time, time);
    }
}
