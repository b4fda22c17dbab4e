package dev.berth.bench.load.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How the rate of an open loop goes over time, and hence when each of its requests is due: a chain of segments, in each of
 * which the rate goes in a straight line. Request {@code n} is due when the integral of the rate reaches {@code n}; the first
 * one is due at 0. Immutable. Rates are requests per second.
 */
public final class LoadShape {
    private static final double NANOS_PER_SECOND = 1e9;
    /** What rounding may take from a whole number of requests. */
    private static final double ROUNDING = 1e-6;

    private final List<Segment> segments;
    private final long durationNanos;
    private final long requests;

    private LoadShape(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.durationNanos = segments.stream().mapToLong(Segment::nanos).sum();
        this.requests = (long)
                Math.ceil(segments.stream().mapToDouble(Segment::requests).sum() - ROUNDING);
    }

    /** The same rate all the time. */
    public static LoadShape constant(double rate, Duration duration) {
        return ramp(rate, rate, duration);
    }

    /** A rate that goes in a straight line from one to the other. */
    public static LoadShape ramp(double from, double to, Duration duration) {
        return new LoadShape(List.of(new Segment(from, to, duration.toNanos())));
    }

    /** Rates that go up, or down, by the same amount, the last one included, each for the same time. */
    public static LoadShape steps(double from, double to, double by, Duration each) {
        long steps = (long) Math.floor(Math.abs(to - from) / by + ROUNDING);
        double signedBy = Math.copySign(by, to - from);
        return new LoadShape(DoubleStream.iterate(from, rate -> rate + signedBy)
                .limit(steps + 1)
                .mapToObj(rate -> new Segment(rate, rate, each.toNanos()))
                .toList());
    }

    /** A constant rate, interrupted by a higher one. */
    public static LoadShape spike(double rate, double peak, Duration at, Duration peakFor, Duration duration) {
        return constant(rate, at)
                .then(constant(peak, peakFor))
                .then(constant(rate, duration.minus(at).minus(peakFor)));
    }

    /** This shape, and the other one after it. */
    public LoadShape then(LoadShape next) {
        List<Segment> all = new ArrayList<>(segments);
        all.addAll(next.segments);
        return new LoadShape(all);
    }

    /** How long it takes. */
    public Duration duration() {
        return Duration.ofNanos(durationNanos);
    }

    /** How many requests are due in all. */
    public long requests() {
        return requests;
    }

    /**
     * When the request with this number is due, in nanoseconds from the start of the load. O(number of segments).
     *
     * @param number from 0 to {@link #requests()} - 1
     */
    public long dueNanos(long number) {
        double before = 0;
        long begin = 0;
        for (Segment segment : segments) {
            double after = before + segment.requests();
            if (number < after) {
                return begin + segment.nanosUntil(number - before);
            }
            before = after;
            begin += segment.nanos();
        }
        return begin;
    }

    /** Part of a shape. */
    private record Segment(double from, double to, long nanos) {
        double requests() {
            return (from + to) / 2 * nanos / NANOS_PER_SECOND;
        }

        /** When so many requests have been due: solves {@code from·t + (to − from)/(2·T)·t² = count} without cancellation. */
        long nanosUntil(double count) {
            if (count <= 0) {
                return 0;
            }
            double slope = (to - from) / (nanos / NANOS_PER_SECOND);
            double root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
            return Math.min(nanos, Math.round(2 * count / (from + root) * NANOS_PER_SECOND));
        }
    }
}
