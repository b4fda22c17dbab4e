package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.OperationKind;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A load that is sent in one or more legs, between which its clock stands still. To be used by one thread, unless a method says
 * otherwise.
 */
public final class Load {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double HIGH = 99;

    private final Generator generator;
    /** Null in a closed loop. */
    private final @Nullable LoadShape shape;

    private final Recorder recorder;
    private final Set<StartedSession> unansweredStarts = new LinkedHashSet<>();
    private final Set<StartedCalculation> unansweredCalculations = new LinkedHashSet<>();
    private final Set<StartedSession> unansweredEnds = new LinkedHashSet<>();
    private long positionNanos;
    private long number;
    private long busyNanos;
    private long wallNanos;
    private volatile Runnable stopLeg = () -> {};
    private volatile boolean stopped;

    Load(Generator generator, @Nullable LoadShape shape, Duration warmUp) {
        this.generator = generator;
        this.shape = shape;
        this.recorder = new Recorder(warmUp.toNanos());
    }

    /**
     * Sends what is due up to a time on the clock of the load. Ends when all of it was taken up; the last requests may still be
     * unanswered.
     */
    public CompletableFuture<Void> startLeg(Duration until) {
        long untilNanos = until.toNanos();
        long busyBefore = generator.busyNanos();
        long began = generator.now();
        long begin = began - positionNanos;
        CompletableFuture<Void> leg =
                shape == null ? startClosed(begin, begin + untilNanos) : startOpen(shape, begin, untilNanos);
        return leg.whenComplete((nothing, failure) -> {
            positionNanos = untilNanos;
            busyNanos += generator.busyNanos() - busyBefore;
            wallNanos += generator.now() - began;
        });
    }

    /** Ends the leg that runs, and lets no other one start. From any thread. */
    public void stop() {
        stopped = true;
        stopLeg.run();
    }

    /** How far its clock had gone when the last leg ended, in seconds. */
    public double positionSeconds() {
        return positionNanos / NANOS_PER_SECOND;
    }

    /** What the last full second was like; empty in the first one. From any thread. */
    public Optional<Interval> latest() {
        return Optional.ofNullable(recorder.latest());
    }

    /** All that was measured so far. */
    public Measurements measurements() {
        return generator.onLoop(recorder::measurements);
    }

    /** Whether the generator kept up so far. */
    public GeneratorVerdict verdict(Duration maxLateness) {
        long p99 = measurements().lateness().getValueAtPercentile(HIGH);
        return new GeneratorVerdict(
                p99, maxLateness.toNanos(), wallNanos == 0 ? 0 : Math.min(1, busyNanos / (double) wallNanos));
    }

    /**
     * Asks again for what had no answer, with the same tokens. A calculation that had run nevertheless and ran once more would
     * show in neither answer, so the lists are asked for too.
     */
    public void repeatUnanswered() {
        List<StartedSession> starts = generator.onLoop(() -> drained(unansweredStarts));
        List<StartedCalculation> calculations = generator.onLoop(() -> drained(unansweredCalculations));
        List<StartedSession> ends = generator.onLoop(() -> drained(unansweredEnds));
        generator.askSessions(starts, OperationKind.DUPLICATE, (session, answer) -> {});
        generator.askCalculations(calculations, OperationKind.CALCULATION_DUPLICATE, (calculation, answer) -> {});
        generator.askCalculations(calculations, OperationKind.CALCULATION_LIST, (calculation, answer) -> {});
        generator.askSessions(ends, OperationKind.TERMINATE, (session, answer) -> {});
    }

    private CompletableFuture<Void> startOpen(LoadShape openShape, long begin, long untilNanos) {
        OpenLoop loop = new OpenLoop(
                generator.context(),
                openShape,
                generator::now,
                begin,
                number,
                untilNanos,
                intended -> issue(intended, begin, () -> {}));
        stopLeg = loop::stop;
        stopIfTold();
        return loop.start().whenComplete((nothing, failure) -> number = loop.number());
    }

    private CompletableFuture<Void> startClosed(long begin, long end) {
        ClosedLoop[] made = new ClosedLoop[1];
        ClosedLoop loop = new ClosedLoop(
                generator.context(),
                generator::now,
                end,
                generator.connectionCount(),
                intended -> issue(intended, begin, () -> made[0].ended()));
        made[0] = loop;
        stopLeg = loop::stop;
        stopIfTold();
        return loop.start();
    }

    private void stopIfTold() {
        if (stopped) {
            stopLeg.run();
        }
    }

    /** Sends the calls of the next draw. What follows, follows the first of them. */
    private void issue(long intended, long begin, Runnable afterwards) {
        boolean isFirst = true;
        for (Call call : generator.nextCalls((ended, answer) -> ended(ended, answer, begin))) {
            call.intendedAt(intended);
            if (isFirst) {
                call.then(afterwards);
            }
            isFirst = false;
            generator.submit(call);
        }
    }

    private void ended(Call call, Answer answer, long begin) {
        recorder.record(call, answer, begin);
        if (answer.isMissing() && call.wasSent()) {
            switch (call.kind()) {
                case START, DUPLICATE, CONCURRENT_DUPLICATE -> unansweredStarts.add(call.session());
                case TERMINATE -> unansweredEnds.add(call.session());
                case CALCULATION, CALCULATION_DUPLICATE -> unansweredCalculations.add(call.calculation());
                case STATUS, CALCULATION_STATUS, CALCULATION_LIST -> {
                    // Nothing was to be changed that a repetition could find out about.
                }
            }
        }
    }

    private static <T> List<T> drained(Set<T> unanswered) {
        List<T> drained = List.copyOf(unanswered);
        unanswered.clear();
        return drained;
    }
}
