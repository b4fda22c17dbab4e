package dev.berth.bench.durable;

import dev.berth.bench.Spread;
import java.util.Locale;

/** Two things measured in turns, so that whatever else happens on the machine happens to both. */
final class Turns {
    private final Turn first;
    private final Turn second;

    Turns(Turn first, Turn second) {
        this.first = first;
        this.second = second;
    }

    /** Measures one thing once. */
    interface Turn {
        double measure() throws Exception;
    }

    /**
     * The figures of both, and of the second divided by the first of the same pair.
     *
     * @param first the figures of the first
     * @param second the figures of the second
     * @param ratio second ÷ first, pair by pair
     */
    record Result(Spread first, Spread second, Spread ratio) {
        String describe(String firstName, String secondName, String format) {
            return String.format(
                    Locale.ROOT,
                    "%s %s, %s %s, ratio %s",
                    firstName,
                    first.describe(format),
                    secondName,
                    second.describe(format),
                    ratio.describe("%.2f"));
        }
    }

    /** Measures pairs, after one that warms up. */
    Result run(int pairs) throws Exception {
        first.measure();
        second.measure();
        double[] firsts = new double[pairs];
        double[] seconds = new double[pairs];
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            firsts[i] = first.measure();
            seconds[i] = second.measure();
            ratios[i] = seconds[i] / firsts[i];
        }
        return new Result(new Spread(firsts), new Spread(seconds), new Spread(ratios));
    }
}
