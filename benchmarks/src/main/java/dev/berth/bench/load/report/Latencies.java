package dev.berth.bench.load.report;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Percentiles and how they are written. */
final class Latencies {
    static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double TEN = 10;
    private static final double HUNDRED = 100;

    private Latencies() {}

    /** Such as {@code p99.9}, or {@code max}. */
    static String name(double percentile) {
        return percentile == HUNDRED
                ? "max"
                : "p" + (percentile == Math.rint(percentile) ? "" + (long) percentile : "" + percentile);
    }

    static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    /** Three digits or so, in milliseconds. */
    static String text(double millis) {
        String format = millis < TEN ? "%.2f" : millis < HUNDRED ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, millis);
    }

    static String text(long nanos) {
        return text(nanos / NANOS_PER_MILLI);
    }
}
