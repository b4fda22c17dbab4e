package dev.berth.server.runtime.simulated;

import java.util.random.RandomGenerator;

/**
 * Draws times of a {@link Delay}. The logarithm of such a time is normally distributed around the logarithm of the
 * median, so the 99th percentile fixes the deviation.
 *
 * @param medianNanos the median
 * @param sigma the standard deviation of the logarithm; 0 for a fixed time
 */
record LogNormal(long medianNanos, double sigma) {
    /** The 99th percentile of the standard normal distribution. */
    private static final double NORMAL_P99 = 2.3263478740408408;

    static LogNormal fit(Delay delay) {
        long medianNanos = delay.median().toNanos();
        double ratio = medianNanos == 0 ? 1 : (double) delay.p99().toNanos() / medianNanos;
        return new LogNormal(medianNanos, Math.log(ratio) / NORMAL_P99);
    }

    /** The next time. A fixed one draws nothing. */
    long sampleNanos(RandomGenerator random) {
        return sigma == 0 ? medianNanos : (long) (medianNanos * Math.exp(sigma * random.nextGaussian()));
    }
}
