package dev.berth.server.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long things took, in the buckets of a histogram. Immutable. */
public final class Durations {
    private static final Durations NONE = new Durations(new double[0], new long[0]);

    /** The upper bounds of the buckets; what took longer than the last one is in none. */
    private final double[] boundsMillis;

    /** How many took at most as long as each bound. */
    private final long[] counts;

    private Durations(double[] boundsMillis, long[] counts) {
        this.boundsMillis = boundsMillis;
        this.counts = counts;
    }

    /** What a timer with buckets has measured; nothing of one without, or of none. */
    static Durations of(@Nullable Timer timer) {
        if (timer == null) {
            return NONE;
        }
        CountAtBucket[] buckets = timer.takeSnapshot().histogramCounts();
        double[] bounds = new double[buckets.length];
        long[] counts = new long[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            bounds[i] = buckets[i].bucket(TimeUnit.MILLISECONDS);
            counts[i] = (long) buckets[i].count();
        }
        return new Durations(bounds, counts);
    }

    /** Those that were measured after the given ones, of the same timer. */
    public Durations since(Durations earlier) {
        if (earlier.counts.length != counts.length) {
            return this;
        }
        long[] since = counts.clone();
        for (int i = 0; i < since.length; i++) {
            since[i] -= earlier.counts[i];
        }
        return new Durations(boundsMillis, since);
    }

    /**
     * The time that a share of them did not exceed, in milliseconds: between the bounds of its bucket in proportion, and at most
     * the last bound; empty if there are none.
     *
     * @param share from 0 to 1, such as 0.99
     */
    public OptionalDouble quantileMillis(double share) {
        long all = counts.length == 0 ? 0 : counts[counts.length - 1];
        if (all == 0) {
            return OptionalDouble.empty();
        }
        double rank = share * all;
        int bucket = 0;
        while (counts[bucket] < rank) {
            bucket++;
        }
        long below = bucket == 0 ? 0 : counts[bucket - 1];
        double lower = bucket == 0 ? 0 : boundsMillis[bucket - 1];
        long inside = counts[bucket] - below;
        double part = inside == 0 ? 1 : (rank - below) / inside;
        return OptionalDouble.of(lower + part * (boundsMillis[bucket] - lower));
    }
}
