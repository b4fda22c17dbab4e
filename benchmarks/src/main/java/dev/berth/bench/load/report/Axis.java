package dev.berth.bench.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart: which values it shows, where, and what is written beside it. Immutable.
 *
 * @param min the value at its beginning
 * @param max the value at its end, greater
 * @param isLogarithmic whether equal distances are equal factors; the values are then above 0
 * @param ticks what is written beside it
 */
record Axis(double min, double max, boolean isLogarithmic, List<Tick> ticks) {
    private static final int WANTED_TICKS = 5;
    private static final double TEN = 10;
    private static final double[] NICE_STEPS = {1, 2, 5, TEN};

    Axis {
        ticks = List.copyOf(ticks);
    }

    /** From 0 to at least this value, with round numbers. */
    static Axis linear(double max) {
        double step = niceStep(Math.max(max, Double.MIN_NORMAL) / WANTED_TICKS);
        double end = Math.max(step, Math.ceil(max / step) * step);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
            ticks.add(new Tick(i * step, number(i * step)));
        }
        return new Axis(0, end, false, ticks);
    }

    /** The powers of ten around these values. */
    static Axis logarithmic(double min, double max) {
        double low = Math.floor(Math.log10(min));
        double high = Math.max(low + 1, Math.ceil(Math.log10(max)));
        List<Tick> ticks = new ArrayList<>();
        for (double power = low; power <= high; power++) {
            ticks.add(new Tick(Math.pow(TEN, power), number(Math.pow(TEN, power))));
        }
        return new Axis(Math.pow(TEN, low), Math.pow(TEN, high), true, ticks);
    }

    /** Where a value is, from 0 at the beginning to 1 at the end. */
    double place(double value) {
        double place = isLogarithmic
                ? (Math.log10(Math.max(value, min)) - Math.log10(min)) / (Math.log10(max) - Math.log10(min))
                : (value - min) / (max - min);
        return Math.min(1, Math.max(0, place));
    }

    private static double niceStep(double atLeast) {
        double power = Math.pow(TEN, Math.floor(Math.log10(atLeast)));
        for (double nice : NICE_STEPS) {
            if (nice * power >= atLeast * (1 - 1e-9)) {
                return nice * power;
            }
        }
        return TEN * power;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
    }

    /** A value with what is written beside it. */
    record Tick(double value, String text) {}
}
