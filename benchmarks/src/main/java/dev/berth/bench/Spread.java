package dev.berth.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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

    /** How long an operation took, each time that it was done, one after the other. */
    public static Spread timed(int times, TimeUnit unit, Operation operation) throws IOException {
        double[] figures = new double[times];
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            operation.run();
            figures[i] = (System.nanoTime() - begin) / (double) unit.toNanos(1);
        }
        return new Spread(figures);
    }

    /** Something that is timed. */
    public interface Operation {
        /** Does it. */
        void run() throws IOException;
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
