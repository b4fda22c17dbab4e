package dev.berth.engine.testing;

import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A runtime that does what a runtime may do wrong: it refuses launches, reports late, twice, in any order or not at all, and
 * loses sessions. Its compute outlives the process of the scheduler, or some of it. On one thread; all that is random comes
 * from one seed.
 */
public final class FaultyRuntime implements SessionRuntime {
    private final SplittableRandom random;
    private final Calls calls;
    private final Map<SessionId, OpaqueBytes> compute = new HashMap<>();
    private final Map<SessionId, Set<OpaqueBytes>> given = new HashMap<>();
    private final List<Runnable> reports = new ArrayList<>();
    private final List<SessionId> everLaunched = new ArrayList<>();
    private final List<Calculation> everCalculated = new ArrayList<>();
    private @Nullable Listener latest;
    private int handles;
    private boolean isSilent;

    /** What a runtime is told, heard by somebody else too, before anything is made of it. */
    public interface Calls {
        /** A session is to be launched. */
        void launch(Launch launch);

        /** A session is to be found again, with what it had not finished. */
        void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished);

        /** Code is to be run. */
        void calculate(Calculation calculation);

        /** A session is to be ended. */
        void terminate(SessionId id);
    }

    /**
     * A runtime without compute.
     *
     * @param calls hears what it is told; must not throw
     */
    public FaultyRuntime(SplittableRandom random, Calls calls) {
        this.random = random;
        this.calls = calls;
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public void launch(Launch launch, Listener listener) {
        latest = listener;
        calls.launch(launch);
        maybeThrow();
        SessionId id = launch.id();
        if (random.nextInt(10) == 0) {
            report(() -> listener.failed(id, "no room"));
            return;
        }
        OpaqueBytes handle = OpaqueBytes.ofUtf8("handle " + handles++);
        compute.put(id, handle);
        everLaunched.add(id);
        given.computeIfAbsent(id, same -> new HashSet<>()).add(handle);
        report(() -> listener.launched(id, handle));
        report(() -> listener.ready(id));
        liveOn(id, listener);
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {
        latest = listener;
        calls.attach(launch, handle, unfinished);
        maybeThrow();
        SessionId id = launch.id();
        if (!handle.equals(compute.get(id))) {
            report(() -> listener.failed(id, "it is gone"));
            return;
        }
        report(() -> listener.ready(id));
        if (unfinished != null) {
            run(unfinished, listener);
        }
        if (random.nextInt(8) == 0) {
            // It has reported that before, so this must count for nothing.
            report(() -> listener.launched(id, OpaqueBytes.ofUtf8("no handle")));
        }
        liveOn(id, listener);
    }

    @Override
    public void terminate(SessionId id, Listener listener) {
        latest = listener;
        calls.terminate(id);
        compute.remove(id);
        report(() -> listener.ended(id));
        maybeThrow();
    }

    @Override
    public boolean runsCalculations() {
        return true;
    }

    @Override
    public void calculate(Launch launch, Calculation calculation, Listener listener) {
        latest = listener;
        calls.calculate(calculation);
        maybeThrow();
        run(calculation, listener);
    }

    @Override
    public void stop(Calculation calculation, Listener listener) {
        latest = listener;
        maybeThrow();
        report(() -> listener.calculationFinished(
                calculation.id(), new CalculationEnd(CalculationState.CANCELED, "stopped", true)));
    }

    private void run(Calculation calculation, Listener listener) {
        everCalculated.add(calculation);
        if (random.nextBoolean()) {
            report(() -> listener.calculationStarted(calculation.id()));
        }
        if (random.nextInt(5) > 0) {
            CalculationState end = random.nextBoolean() ? CalculationState.COMPLETED : CalculationState.FAILED;
            report(() -> listener.calculationFinished(calculation.id(), new CalculationEnd(end, "as it is", true)));
        }
    }

    /** Whether this is how the session was to be found again after one of its launches. */
    public boolean hasGiven(SessionId id, OpaqueBytes handle) {
        return given.getOrDefault(id, Set.of()).contains(handle);
    }

    /** Makes one report, not always that whose turn it is, and sometimes not for the last time; false if there is none. */
    public boolean step() {
        if (!isSilent && random.nextInt(40) == 0) {
            speakOfAnyone();
        }
        if (reports.isEmpty()) {
            return false;
        }
        int chosen = random.nextInt(3) == 0 ? random.nextInt(reports.size()) : 0;
        Runnable report = random.nextInt(12) == 0 ? reports.get(chosen) : reports.remove(chosen);
        report.run();
        return true;
    }

    /** Reports something of a session that was launched some time, by whatever process, and may be long over. */
    private void speakOfAnyone() {
        Listener listener = latest;
        if (listener == null || everLaunched.isEmpty()) {
            return;
        }
        SessionId id = everLaunched.get(random.nextInt(everLaunched.size()));
        if (!everCalculated.isEmpty() && random.nextInt(3) == 0) {
            Calculation any = everCalculated.get(random.nextInt(everCalculated.size()));
            listener.calculationFinished(any.id(), new CalculationEnd(CalculationState.FAILED, "long ago", false));
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> listener.failed(id, "it died long ago");
            case 1 -> listener.ended(id);
            case 2 -> listener.busy(id);
            default -> listener.ready(id);
        }
    }

    /** What a new process finds: everything, some of it or nothing. What was not reported never is. */
    public void restart() {
        reports.clear();
        latest = null;
        switch (random.nextInt(4)) {
            case 0 -> compute.clear();
            case 1 -> compute.keySet().removeIf(id -> random.nextBoolean());
            default -> {
                // All of it is still there.
            }
        }
    }

    /** What a session that runs may have to say some time. */
    private void liveOn(SessionId id, Listener listener) {
        switch (random.nextInt(12)) {
            case 0 -> report(() -> listener.degraded(id, "unwell"));
            case 1 -> report(() -> listener.failed(id, "it died"));
            case 2 -> report(() -> listener.ended(id));
            case 3, 4, 5 -> {
                report(() -> listener.busy(id));
                report(() -> listener.ready(id));
            }
            default -> {
                // It is silent.
            }
        }
    }

    /** From now on it reports nothing. */
    public void fallSilent() {
        isSilent = true;
        reports.clear();
    }

    private void report(Runnable report) {
        if (!isSilent && random.nextInt(20) > 0) {
            reports.add(report);
        }
    }

    private void maybeThrow() {
        if (random.nextInt(20) == 0) {
            throw new IllegalStateException("the runtime is not well");
        }
    }
}
