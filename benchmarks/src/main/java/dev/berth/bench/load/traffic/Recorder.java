package dev.berth.bench.load.traffic;

import dev.berth.bench.load.scenario.OperationKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures a load. Belongs to the event loop, but for {@link #latest}. Its times are on the clock of the load, which stands still
 * while a server is down.
 */
final class Recorder {
    static final Set<String> NO_ANSWERS = Set.of(Connections.NOT_SENT, Connections.NO_ANSWER, Connections.CLOSED);

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_LATENCY_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;
    private static final double MEDIAN = 50;
    private static final double HIGH = 99;

    private final long warmUpNanos;
    private final Histogram corrected = histogram();
    private final Histogram naive = histogram();
    private final Histogram lateness = histogram();
    private final Histogram connectionWait = histogram();
    private final Map<OperationKind, Histogram> perOperation = new EnumMap<>(OperationKind.class);
    private final Map<OperationKind, SortedMap<String, Long>> outcomes = new EnumMap<>(OperationKind.class);
    private final List<Interval> timeline = new ArrayList<>();
    private final Histogram intervalCorrected = histogram();
    private final Histogram intervalNaive = histogram();
    private long intervalBegin;
    private long intervalOk;
    private long intervalRefused;
    private long intervalUnanswered;
    private long warmUpRequests;
    private long lastEnd;

    private volatile @Nullable Interval latest;

    Recorder(long warmUpNanos) {
        this.warmUpNanos = warmUpNanos;
    }

    /**
     * A request of the load has ended.
     *
     * @param pausedNanos by how much the clock of the load is behind that of the run
     */
    void record(Call call, Answer answer, long pausedNanos) {
        long latency = call.doneNanos() - call.intendedNanos();
        long naiveLatency = call.doneNanos() - call.sentNanos();
        long end = call.doneNanos() - pausedNanos;
        addToInterval(end, latency, naiveLatency, answer);
        if (call.intendedNanos() - pausedNanos < warmUpNanos) {
            warmUpRequests++;
            return;
        }
        lastEnd = Math.max(lastEnd, end);
        add(corrected, latency);
        add(naive, naiveLatency);
        add(lateness, call.readyNanos() - call.intendedNanos());
        add(connectionWait, call.sentNanos() - call.readyNanos());
        add(perOperation.computeIfAbsent(call.kind(), kind -> histogram()), latency);
        outcomes.computeIfAbsent(call.kind(), kind -> new TreeMap<>()).merge(answer.reason(), 1L, Long::sum);
    }

    /** What the last full second was like; null in the first one. From any thread. */
    @Nullable
    Interval latest() {
        return latest;
    }

    /** All of it, as a copy. */
    Measurements measurements() {
        Map<OperationKind, Histogram> operations = new EnumMap<>(OperationKind.class);
        perOperation.forEach((kind, histogram) -> operations.put(kind, histogram.copy()));
        Map<OperationKind, SortedMap<String, Long>> reasons = new EnumMap<>(OperationKind.class);
        outcomes.forEach((kind, counts) -> reasons.put(kind, new TreeMap<>(counts)));
        List<Interval> intervals = new ArrayList<>(timeline);
        if (intervalCorrected.getTotalCount() > 0 && lastEnd > intervalBegin) {
            intervals.add(interval(lastEnd));
        }
        return new Measurements(
                corrected.copy(),
                naive.copy(),
                operations,
                lateness.copy(),
                connectionWait.copy(),
                reasons,
                intervals,
                warmUpRequests,
                Math.max(0, lastEnd - warmUpNanos) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private void addToInterval(long end, long latency, long naiveLatency, Answer answer) {
        while (end >= intervalBegin + INTERVAL_NANOS) {
            endInterval();
        }
        add(intervalCorrected, latency);
        add(intervalNaive, naiveLatency);
        if (answer.isOk()) {
            intervalOk++;
        } else if (answer.isMissing()) {
            intervalUnanswered++;
        } else {
            intervalRefused++;
        }
    }

    private void endInterval() {
        Interval ended = interval(intervalBegin + INTERVAL_NANOS);
        timeline.add(ended);
        latest = ended;
        intervalBegin += INTERVAL_NANOS;
        intervalOk = 0;
        intervalRefused = 0;
        intervalUnanswered = 0;
        intervalCorrected.reset();
        intervalNaive.reset();
    }

    private Interval interval(long end) {
        double perSecond = TimeUnit.SECONDS.toNanos(1);
        return new Interval(
                end / perSecond,
                (end - intervalBegin) / perSecond,
                intervalOk,
                intervalRefused,
                intervalUnanswered,
                intervalCorrected.getValueAtPercentile(MEDIAN),
                intervalCorrected.getValueAtPercentile(HIGH),
                intervalCorrected.getMaxValue(),
                intervalNaive.getValueAtPercentile(HIGH));
    }

    private static void add(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(0, nanos), MAX_LATENCY_NANOS));
    }

    private static Histogram histogram() {
        return new Histogram(MAX_LATENCY_NANOS, DIGITS);
    }
}
