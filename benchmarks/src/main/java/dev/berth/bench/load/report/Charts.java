package dev.berth.bench.load.report;

import dev.berth.bench.load.traffic.Interval;
import dev.berth.bench.load.traffic.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The charts of a run. */
final class Charts {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MIN_MILLIS = 0.01;
    /** Points of a percentile curve for each further nine. */
    private static final int POINTS_PER_NINE = 20;

    private static final int MAX_NINES = 5;
    private static final double HUNDRED = 100;
    private static final String[] NINES = {"0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"};

    private Charts() {}

    /** How latency grows towards the slowest requests: each further nine takes the same room. */
    static String percentiles(Measurements measured, boolean isOpen) {
        int nines = (int) Math.min(MAX_NINES, Math.ceil(Math.log10(Math.max(HUNDRED, (double) measured.requests()))));
        List<Axis.Tick> ticks = new ArrayList<>();
        for (int nine = 0; nine <= nines; nine++) {
            ticks.add(new Axis.Tick(nine, NINES[nine]));
        }
        List<Chart.Line> lines = new ArrayList<>();
        if (isOpen) {
            lines.add(new Chart.Line("from the intended start", "s1", curve(measured.corrected(), nines)));
        }
        lines.add(new Chart.Line(
                isOpen ? "from the sending (naive)" : "from the sending", "s2", curve(measured.naive(), nines)));
        return new Chart(
                        "Latency by percentile",
                        "share of requests that were faster",
                        "ms",
                        new Axis(0, nines, false, ticks),
                        millisAxis(lines),
                        lines)
                .toHtml();
    }

    static String rates(Measurements measured) {
        List<Chart.Line> lines = List.of(
                overTime(measured, "ok", "s1", interval -> interval.ok() / interval.seconds()),
                overTime(measured, "refused", "s3", interval -> interval.refused() / interval.seconds()),
                overTime(measured, "without an answer", "s4", interval -> interval.unanswered() / interval.seconds()));
        return new Chart(
                        "Requests that ended, per second",
                        "seconds",
                        "per second",
                        timeAxis(measured),
                        Axis.linear(maxOf(lines)),
                        lines)
                .toHtml();
    }

    static String latencies(Measurements measured, boolean isOpen) {
        List<Chart.Line> lines = new ArrayList<>();
        lines.add(overTime(measured, "median", "s1", interval -> interval.p50Nanos() / NANOS_PER_MILLI));
        lines.add(overTime(measured, "p99", "s3", interval -> interval.p99Nanos() / NANOS_PER_MILLI));
        lines.add(overTime(measured, "longest", "s4", interval -> interval.maxNanos() / NANOS_PER_MILLI));
        if (isOpen) {
            lines.add(overTime(
                    measured,
                    "p99 from the sending (naive)",
                    "s2",
                    interval -> interval.naiveP99Nanos() / NANOS_PER_MILLI));
        }
        return new Chart(
                        isOpen
                                ? "Latency from the intended start, each second"
                                : "Latency from the sending, each second",
                        "seconds",
                        "ms",
                        timeAxis(measured),
                        millisAxis(lines),
                        lines)
                .toHtml();
    }

    private static List<Chart.Point> curve(Histogram histogram, int nines) {
        List<Chart.Point> points = new ArrayList<>();
        for (int i = 0; i <= nines * POINTS_PER_NINE; i++) {
            double nine = i / (double) POINTS_PER_NINE;
            double percentile = HUNDRED * (1 - Math.pow(10, -nine));
            points.add(new Chart.Point(nine, Latencies.millis(histogram, percentile)));
        }
        return points;
    }

    private static Chart.Line overTime(
            Measurements measured, String name, String style, ToDoubleFunction<Interval> value) {
        return new Chart.Line(
                name,
                style,
                measured.timeline().stream()
                        .map(interval -> new Chart.Point(interval.endSeconds(), value.applyAsDouble(interval)))
                        .toList());
    }

    private static Axis timeAxis(Measurements measured) {
        return Axis.linear(measured.timeline().stream()
                .mapToDouble(Interval::endSeconds)
                .max()
                .orElse(1));
    }

    private static Axis millisAxis(List<Chart.Line> lines) {
        double min = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Chart.Point::y)
                .filter(millis -> millis > 0)
                .min()
                .orElse(1);
        return Axis.logarithmic(Math.max(MIN_MILLIS, min), Math.max(1, maxOf(lines)));
    }

    private static double maxOf(List<Chart.Line> lines) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Chart.Point::y)
                .max()
                .orElse(1);
    }
}
