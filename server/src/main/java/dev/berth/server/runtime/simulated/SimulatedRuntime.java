package dev.berth.server.runtime.simulated;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pretends to launch sessions: it reports what a real runtime would, at the times that its {@link SimulatedConfig} asks
 * for, and runs no code.
 *
 * <p>Repeatable: each launch splits a generator of its own off the seed, in the order of launches, and terminations
 * draw from a second sequence in their own order. The same calls in the same order lead to the same times and faults.
 *
 * <p>Every call costs O(1). Only sessions with something ahead of them (a launch, an end, a degradation) take memory,
 * an idle one takes none. A zero time is reported within the call, without a timer.
 *
 * <p>Called from one thread at a time, as the contract promises; reports come from that thread and the timer's. No call waits. A report
 * that the timer is making while {@link #terminate} is called may still arrive after the end, where ends take no
 * time; the scheduler ignores it.
 */
public final class SimulatedRuntime implements SessionRuntime, AutoCloseable {
    /** What a tick reports comes all at once, and who starts a session at that moment waits for it; shorter ticks wake more often. */
    private static final int TICK_MILLIS = 3;

    /** One turn of the wheel takes 49 s, longer than nearly every simulated time. */
    private static final int TICKS_PER_WHEEL = 16_384;

    private final Timer timer;
    private final LogNormal launchTime;
    private final LogNormal terminateTime;
    private final SimulatedConfig config;
    private final SplittableRandom launches;
    private final SplittableRandom terminations;
    private final SimulatedCalculations calculations;

    /** What comes next for a session. Whoever takes a step out of here may report it, nobody else. */
    private final ConcurrentMap<SessionId, Step> ahead = new ConcurrentHashMap<>();

    /**
     * A runtime with the given timer, which it stops when it is closed.
     *
     * @param output keeps the results of calculations
     */
    public SimulatedRuntime(SimulatedConfig config, Timer timer, CalculationOutput output) {
        this.config = config;
        this.timer = timer;
        this.launchTime = LogNormal.fit(config.launch());
        this.terminateTime = LogNormal.fit(config.terminate());
        this.launches = new SplittableRandom(config.seed());
        this.terminations = launches.split();
        this.calculations = new SimulatedCalculations(
                timer, LogNormal.fit(config.calculation()), new SplittableRandom(~config.seed()), output);
    }

    /** A runtime with a timer wheel of its own; its times are exact to about 3 ms. */
    public static SimulatedRuntime onWheel(SimulatedConfig config, CalculationOutput output) {
        var threads = new DefaultThreadFactory("berth-simulated", true);
        return new SimulatedRuntime(
                config,
                new HashedWheelTimer(threads, TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS_PER_WHEEL, false),
                output);
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public void launch(Launch launch, Listener listener) {
        SplittableRandom random = launches.split();
        boolean fails = random.nextDouble() < config.launchFailureRate();
        boolean degrades = random.nextDouble() < config.degradationRate();
        Event event = fails ? Event.FAILURE : degrades ? Event.READINESS_FOR_A_WHILE : Event.READINESS;
        Step step = new Step(launch.id(), event, listener);
        ahead.put(step.id, step);
        step.runAfter(launchTime.sampleNanos(random));
    }

    @Override
    public boolean returnsAtOnce() {
        return true;
    }

    @Override
    public boolean runsCalculations() {
        return true;
    }

    @Override
    public void calculate(Launch launch, Calculation calculation, Listener listener) {
        calculations.start(launch, calculation, listener);
    }

    @Override
    public void stop(Calculation calculation, Listener listener) {
        calculations.stop(calculation);
    }

    /**
     * Reports the session as ready: there was no compute that could have been lost. What its calculation had of its time is
     * not known; it takes it again.
     */
    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {
        listener.ready(launch.id());
        if (unfinished != null) {
            calculations.start(launch, unfinished, listener);
        }
    }

    @Override
    public void terminate(SessionId id, Listener listener) {
        calculations.drop(id);
        Step earlier = ahead.get(id);
        if (earlier != null && earlier.event == Event.END) {
            return;
        }
        Step end = new Step(id, Event.END, listener);
        earlier = ahead.put(id, end);
        if (earlier != null) {
            earlier.cancelTimer();
        }
        end.runAfter(terminateTime.sampleNanos(terminations));
    }

    /** Stops the timer: nothing is reported any more. */
    @Override
    public void close() {
        timer.stop();
    }

    /** How many sessions have something ahead of them. */
    int sessionsWithStepAhead() {
        return ahead.size();
    }

    /** What happens to a session. */
    private enum Event {
        READINESS,
        /** Followed by {@link #DEGRADATION}. */
        READINESS_FOR_A_WHILE,
        DEGRADATION,
        FAILURE,
        END
    }

    /**
     * Something that will be reported about a session, unless a later call puts another step in its place first. A
     * timer that could not be cancelled in time finds its step gone, and does nothing.
     */
    private final class Step implements TimerTask {
        private final SessionId id;
        private final Event event;
        private final Listener listener;
        private volatile @Nullable Timeout timeout;

        Step(SessionId id, Event event, Listener listener) {
            this.id = id;
            this.event = event;
            this.listener = listener;
        }

        void runAfter(long nanos) {
            if (nanos == 0) {
                take();
            } else {
                timeout = timer.newTimeout(this, nanos, TimeUnit.NANOSECONDS);
            }
        }

        void cancelTimer() {
            Timeout armed = timeout;
            if (armed != null) {
                armed.cancel();
            }
        }

        @Override
        public void run(Timeout fired) {
            take();
        }

        private void take() {
            if (event != Event.READINESS_FOR_A_WHILE) {
                if (ahead.remove(id, this)) {
                    report();
                }
                return;
            }
            Step next = new Step(id, Event.DEGRADATION, listener);
            if (ahead.replace(id, this, next)) {
                report();
                next.runAfter(config.degradationAfter().toNanos());
            }
        }

        private void report() {
            switch (event) {
                case READINESS, READINESS_FOR_A_WHILE -> {
                    listener.launched(id, OpaqueBytes.EMPTY);
                    listener.ready(id);
                }
                case DEGRADATION -> listener.degraded(id, "The simulated session became unhealthy.");
                case FAILURE -> listener.failed(id, "The simulated launch failed.");
                case END -> listener.ended(id);
            }
        }
    }
}
