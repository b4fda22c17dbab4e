package dev.berth.server.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The upper bounds of histograms. */
final class Buckets {
    private Buckets() {}

    /** Times from the given one up to another: 1, 2.5 and 5 times the first, then ten times that, and so on. */
    static Duration[] ofTime(Duration from, Duration to) {
        return Stream.iterate(from, bound -> bound.multipliedBy(10))
                .takeWhile(bound -> bound.compareTo(to) <= 0)
                .flatMap(bound -> Stream.of(bound, bound.multipliedBy(5).dividedBy(2), bound.multipliedBy(5)))
                .filter(bound -> bound.compareTo(to) <= 0)
                .toArray(Duration[]::new);
    }

    /** Numbers from the given one up to another, each four times the one before. */
    static double[] ofCount(double from, double to) {
        return DoubleStream.iterate(from, bound -> bound <= to, bound -> bound * 4)
                .toArray();
    }
}
