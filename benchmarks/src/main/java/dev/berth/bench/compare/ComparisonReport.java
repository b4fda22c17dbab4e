package dev.berth.bench.compare;

import dev.berth.bench.Spread;
import dev.berth.bench.compare.SideFigures.Latency;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prints what each run of a comparison came to, and what all of them did. How a server is compiled differs from one process to the
 * next by more than its turns do, so what counts is the median of the runs, each of which has processes of its own.
 */
final class ComparisonReport {
    /** Above this share of difference between equal things a comparison proves nothing. */
    private static final double MAX_NOISE = 0.20;

    private static final double PERCENT = 100;
    private static final double LOWER_QUARTILE = 0.25;
    private static final double UPPER_QUARTILE = 0.75;

    private final PrintWriter out;
    private final int connections;
    private final List<Map<Side, SideFigures>> runs = new ArrayList<>();

    /**
     * A report without runs.
     *
     * @param connections the usual number of them
     */
    ComparisonReport(PrintWriter out, int connections) {
        this.out = out;
        this.connections = connections;
    }

    /** Prints a run. */
    void add(Map<Side, SideFigures> run) {
        runs.add(run);
        table(
                run,
                String.format(Locale.ROOT, "Run %d: %d connections, closed loop", runs.size(), connections),
                List.of("requests/s", "÷ bare's", "CPU µs each", "bare's ÷ it"),
                SideFigures::closed,
                closed -> List.of(
                        closed.rates().describe("%,.0f"),
                        closed.rateRatio().describe("%.2f"),
                        closed.cpuMicros().describe("%.1f"),
                        closed.cpuRatio().describe("%.2f")));
        table(
                run,
                "At half that rate, open loop, from the intended start",
                List.of("p99 ms of a turn", "bare's", "of all turns together", "bare's", "of a sync: median, p99"),
                SideFigures::atHalfThePeak,
                latency -> List.of(
                        latency.millis().describe("%.2f"),
                        latency.bareMillis().describe("%.2f"),
                        String.format(Locale.ROOT, "%.2f", latency.togetherMillis()),
                        String.format(Locale.ROOT, "%.2f", latency.bareTogetherMillis()),
                        latency.describeSyncs()));
        table(
                run,
                "Three times the connections, and one that ends sessions",
                List.of("rate ÷ that of " + connections, "TerminateSession p99 ms"),
                SideFigures::crowded,
                crowded -> List.of(
                        crowded.goodput().describe("%.2f"),
                        crowded.terminateMillis().describe("%.1f")));
        out.flush();
    }

    /** Prints the medians of all runs, if there are several; false if they prove nothing. */
    boolean conclude() {
        if (runs.size() > 1) {
            out.printf(Locale.ROOT, "%nMedian of %d runs [least – most of their medians]%n", runs.size());
            row("", "÷ bare's rate", "bare's CPU ÷ it", "p99 ÷ bare's", "with the crowd ÷ without");
            for (Side side : runs.get(0).keySet()) {
                row(
                        side.label(),
                        ofRuns(
                                side,
                                SideFigures::closed,
                                closed -> closed.rateRatio().median()),
                        ofRuns(
                                side,
                                SideFigures::closed,
                                closed -> closed.cpuRatio().median()),
                        ofRuns(side, SideFigures::atHalfThePeak, Latency::ratio),
                        ofRuns(
                                side,
                                SideFigures::crowded,
                                crowded -> crowded.goodput().median()));
            }
        }
        double noise = noise();
        out.printf(
                Locale.ROOT, "%nNoise: half of the pairs of two bare turns differ by up to %.0f %%%n", noise * PERCENT);
        boolean isTooNoisy = noise > MAX_NOISE;
        if (isTooNoisy) {
            out.println("Too noisy: this proves nothing");
        }
        out.flush();
        return !isTooNoisy;
    }

    /** How far the middle half of bare ÷ bare lies from 1, in all runs together. */
    private double noise() {
        Spread ratio = new Spread(runs.stream()
                .flatMapToDouble(run -> Objects.requireNonNull(run.get(Side.BARE))
                        .closed()
                        .rateRatio()
                        .figures())
                .toArray());
        return Math.max(Math.abs(ratio.at(UPPER_QUARTILE) - 1), Math.abs(ratio.at(LOWER_QUARTILE) - 1));
    }

    private <F> String ofRuns(Side side, Function<SideFigures, @Nullable F> figure, ToDoubleFunction<F> median) {
        double[] medians = runs.stream()
                .map(run -> figure.apply(Objects.requireNonNull(run.get(side))))
                .filter(Objects::nonNull)
                .mapToDouble(median)
                .toArray();
        return medians.length == 0 ? "" : new Spread(medians).describe("%.2f");
    }

    /** A table of the sides of which the figure was measured; none if there is no such side. */
    private <F> void table(
            Map<Side, SideFigures> run,
            String title,
            List<String> columns,
            Function<SideFigures, @Nullable F> figure,
            Function<F, List<String>> cells) {
        if (run.values().stream().allMatch(figures -> figure.apply(figures) == null)) {
            return;
        }
        out.printf(Locale.ROOT, "%n%s%n", title);
        row("", columns.toArray(String[]::new));
        run.forEach((side, figures) -> {
            F measured = figure.apply(figures);
            if (measured != null) {
                row(side.label(), cells.apply(measured).toArray(String[]::new));
            }
        });
    }

    private void row(String name, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-18s", name));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%-29s", cell));
        }
        out.println(line.toString().stripTrailing());
    }
}
