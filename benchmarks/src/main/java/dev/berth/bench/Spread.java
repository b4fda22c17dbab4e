package dev.berth.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Figures of one kind: their median, and how far they lie apart. */
public final class Spread {
    private final double[] sorted;

    /**
     * The spread of the given figures.
     *
     * @param figures at least one
     */
    public Spread(double[] figures) {
        sorted = figures.clone();
        Arrays.sort(sorted);
    }

    /** All of them, the least first. */
    public DoubleStream figures() {
        return Arrays.stream(sorted);
    }

    /** The one in the middle. */
    public double median() {
        return at(0.5);
    }

    /** The figure below which the given share of all lies. */
    public double at(double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    /** Median [least – most]. */
    public String describe(String format) {
        return String.format(
                Locale.ROOT,
                format + " [" + format + " – " + format + "]",
                median(),
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
