package dev.berth.server.runtime.simulated;

import dev.berth.api.CalculationState;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.SessionRuntime.Launch;
import dev.berth.spi.SessionRuntime.Listener;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calculations of simulated sessions: each takes its time, runs nothing, and puts out nothing. {@link #start} and
 * {@link #stop} belong to one thread; the timer has another.
 */
final class SimulatedCalculations {
    private static final Logger LOG = System.getLogger(SimulatedCalculations.class.getName());

    private final Timer timer;
    private final LogNormal time;
    private final SplittableRandom random;
    private final CalculationOutput output;

    /** What runs in each session. Whoever takes it out of here may end it, nobody else. */
    private final ConcurrentMap<SessionId, Running> running = new ConcurrentHashMap<>();

    SimulatedCalculations(Timer timer, LogNormal time, SplittableRandom random, CalculationOutput output) {
        this.timer = timer;
        this.time = time;
        this.random = random;
        this.output = output;
    }

    void start(Launch launch, Calculation calculation, Listener listener) {
        Running started = new Running(launch, calculation, listener);
        running.put(calculation.session(), started);
        listener.calculationStarted(calculation.id());
        long nanos = time.sampleNanos(random);
        if (nanos == 0) {
            started.end(CalculationState.COMPLETED);
        } else {
            started.timeout =
                    timer.newTimeout(fired -> started.end(CalculationState.COMPLETED), nanos, TimeUnit.NANOSECONDS);
        }
    }

    void stop(Calculation calculation) {
        Running current = running.get(calculation.session());
        if (current != null && current.calculation.id().equals(calculation.id())) {
            current.end(CalculationState.CANCELED);
        }
    }

    /** The session ends, and what runs in it with it. */
    void drop(SessionId session) {
        Running dropped = running.remove(session);
        if (dropped != null) {
            dropped.cancelTimer();
        }
    }

    private final class Running {
        private final Launch launch;
        private final Calculation calculation;
        private final Listener listener;
        private volatile @Nullable Timeout timeout;

        Running(Launch launch, Calculation calculation, Listener listener) {
            this.launch = launch;
            this.calculation = calculation;
            this.listener = listener;
        }

        void cancelTimer() {
            Timeout armed = timeout;
            if (armed != null) {
                armed.cancel();
            }
        }

        void end(CalculationState state) {
            if (running.remove(calculation.session(), this)) {
                cancelTimer();
                output.keep(launch, calculation, state)
                        .handle((done, failure) -> isKept(failure))
                        .thenAccept(isKept -> report(state, isKept));
            }
        }

        private boolean isKept(@Nullable Throwable failure) {
            if (failure == null) {
                return true;
            }
            LOG.log(Level.WARNING, "the results of calculation " + calculation.id() + " are not kept", failure);
            return false;
        }

        private void report(CalculationState state, boolean isKept) {
            String detail = state == CalculationState.CANCELED ? "The calculation was stopped." : "";
            listener.calculationFinished(calculation.id(), new CalculationEnd(state, detail, isKept));
        }
    }
}
