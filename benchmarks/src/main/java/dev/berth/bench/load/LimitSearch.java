package dev.berth.bench.load;

import dev.berth.bench.load.report.LimitResult;
import dev.berth.bench.load.report.LimitResult.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleFunction;

/**
 * Searches for the highest rate at which the 99th percentile of latency stays within a bound: doubles the rate until it does not
 * (or halves it until it does), bisects what lies between until it is narrow, and repeats both ends. If the lower end does not
 * hold in most of its repetitions, it is lowered and repeated again. Not thread-safe.
 */
final class LimitSearch {
    private static final double FACTOR = 2;
    private static final double MIN_RATE = 1;
    private static final double MAX_RATE = 1_000_000;
    /** How narrow the bracket gets: the ratio of its ends. */
    private static final double PRECISION = 1.05;

    private static final double STEP_DOWN = 0.9;
    private static final int REPETITIONS = 3;
    private static final int MAX_STEPS_DOWN = 5;

    private final long p99BoundNanos;
    private final DoubleFunction<Probe> measure;
    private final BooleanSupplier isStopped;
    private final List<Probe> probes = new ArrayList<>();
    private double low;
    private double high = Double.POSITIVE_INFINITY;
    private boolean highIsGenerators;
    private int held;
    private int nextHeld;

    /**
     * @param measure measures at a rate in requests per second
     * @param isStopped whether to end early, with what is known by then
     */
    LimitSearch(long p99BoundNanos, DoubleFunction<Probe> measure, BooleanSupplier isStopped) {
        this.p99BoundNanos = p99BoundNanos;
        this.measure = measure;
        this.isStopped = isStopped;
    }

    /** Searches. */
    LimitResult from(double firstRate) {
        bracket(firstRate);
        while (low > 0 && high / low > PRECISION && high <= MAX_RATE && !isStopped.getAsBoolean()) {
            narrow(Math.sqrt(low * high));
        }
        confirm();
        return new LimitResult(p99BoundNanos, low, held, high, nextHeld, REPETITIONS, highIsGenerators, probes);
    }

    private void bracket(double firstRate) {
        narrow(firstRate);
        while (Double.isInfinite(high) && low * FACTOR <= MAX_RATE && !isStopped.getAsBoolean()) {
            narrow(low * FACTOR);
        }
        while (low == 0 && high / FACTOR >= MIN_RATE && !isStopped.getAsBoolean()) {
            narrow(high / FACTOR);
        }
    }

    private void narrow(double rate) {
        Probe probe = probe(rate);
        if (probe.keeps(p99BoundNanos)) {
            low = rate;
        } else {
            high = rate;
            highIsGenerators = probe.isGeneratorLimited();
        }
    }

    private void confirm() {
        for (int step = 0; low > 0 && !isStopped.getAsBoolean(); step++) {
            held = repeat(low);
            if (held > REPETITIONS / 2 || step == MAX_STEPS_DOWN) {
                break;
            }
            high = low;
            highIsGenerators = false;
            low *= STEP_DOWN;
        }
        if (low > 0 && high <= MAX_RATE && !isStopped.getAsBoolean()) {
            nextHeld = repeat(high);
        }
    }

    private int repeat(double rate) {
        int kept = 0;
        for (int i = 0; i < REPETITIONS && !isStopped.getAsBoolean(); i++) {
            kept += probe(rate).keeps(p99BoundNanos) ? 1 : 0;
        }
        return kept;
    }

    private Probe probe(double rate) {
        Probe probe = measure.apply(rate);
        probes.add(probe);
        return probe;
    }
}
