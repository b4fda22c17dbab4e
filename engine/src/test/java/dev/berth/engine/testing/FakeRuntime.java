package dev.berth.engine.testing;

import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A runtime without compute: it notes what it is told and reports what a test says, or, if {@linkplain #obedient}, what
 * an ideal runtime would. Thread-safe.
 */
public final class FakeRuntime implements SessionRuntime {
    private final Map<SessionId, Launch> launches = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<SessionId, OpaqueBytes> attached = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<SessionId, Integer> terminations = Collections.synchronizedMap(new HashMap<>());
    private final List<Calculation> calculations = Collections.synchronizedList(new ArrayList<>());
    private final List<Calculation> stopped = Collections.synchronizedList(new ArrayList<>());
    private final Map<SessionId, Calculation> unfinished = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Set<String>> threads = new ConcurrentHashMap<>();
    private final List<SessionId> launchOrder = Collections.synchronizedList(new ArrayList<>());
    private final boolean isObedient;
    private volatile Predicate<Launch> throwsOn = launch -> false;
    private volatile boolean throwsOnTerminate;
    private volatile boolean throwsOnCalculate;
    private volatile boolean endsCalculationsAtOnce;
    private volatile boolean runsCalculations = true;
    private volatile boolean returnsAtOnce;
    private volatile OptionalInt maxSessions = OptionalInt.empty();
    private volatile @Nullable Listener listener;

    private FakeRuntime(boolean isObedient) {
        this.isObedient = isObedient;
    }

    /** A runtime that reports only what a test says. */
    public static FakeRuntime silent() {
        return new FakeRuntime(false);
    }

    /**
     * A runtime whose sessions are ready as soon as they are launched, and gone as soon as they are to end. Its calculations run
     * until they are stopped.
     */
    public static FakeRuntime obedient() {
        return new FakeRuntime(true);
    }

    /** An obedient runtime whose calculations end as soon as they are begun. */
    public static FakeRuntime quick() {
        FakeRuntime quick = obedient();
        quick.endsCalculationsAtOnce = true;
        return quick;
    }

    /** Lets matching launches and attachments throw; the predicate is asked within the call, and may also wait or throw itself. */
    public void throwOn(Predicate<Launch> matching) {
        throwsOn = matching;
    }

    /** Lets terminations throw, after they were noted. */
    public void throwOnTerminate() {
        throwsOnTerminate = true;
    }

    /** Lets calculations throw, after they were noted. */
    public void throwOnCalculate() {
        throwsOnCalculate = true;
    }

    /** Bounds how many sessions it holds. Before an engine has it. */
    public FakeRuntime holding(int sessions) {
        maxSessions = OptionalInt.of(sessions);
        return this;
    }

    /** Refuses all calculations. Before an engine has it. */
    public FakeRuntime withoutCalculations() {
        runsCalculations = false;
        return this;
    }

    /** Says that it is never slow. Before an engine has it. */
    public FakeRuntime prompt() {
        returnsAtOnce = true;
        return this;
    }

    @Override
    public boolean returnsAtOnce() {
        return returnsAtOnce;
    }

    @Override
    public OptionalInt maxSessions() {
        return maxSessions;
    }

    @Override
    public boolean runsCalculations() {
        return runsCalculations;
    }

    @Override
    public void calculate(Launch launch, Calculation calculation, Listener reports) {
        noteCall("calculate", reports);
        calculations.add(calculation);
        if (throwsOnCalculate) {
            throw new IllegalStateException("cannot calculate");
        }
        if (endsCalculationsAtOnce) {
            reports.calculationFinished(calculation.id(), new CalculationEnd(CalculationState.COMPLETED, "", true));
        }
    }

    @Override
    public void stop(Calculation calculation, Listener reports) {
        noteCall("stop", reports);
        stopped.add(calculation);
        if (isObedient) {
            reports.calculationFinished(
                    calculation.id(), new CalculationEnd(CalculationState.CANCELED, "it was stopped", true));
        }
    }

    /** What was to be calculated, in order. */
    public List<Calculation> calculations() {
        return List.copyOf(calculations);
    }

    /** What was to be stopped, in order. */
    public List<Calculation> stopped() {
        return List.copyOf(stopped);
    }

    /** The calculation that an attached session had not finished, or {@code null}. */
    public @Nullable Calculation unfinishedOf(SessionId id) {
        return unfinished.get(id);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public void launch(Launch launch, Listener reports) {
        noteCall("launch", reports);
        if (launches.put(launch.id(), launch) != null) {
            throw new AssertionError("launched twice: " + launch.id());
        }
        launchOrder.add(launch.id());
        throwIfTold(launch);
        if (isObedient) {
            reports.launched(launch.id(), OpaqueBytes.EMPTY);
            reports.ready(launch.id());
        }
    }

    @Override
    public void attach(
            Launch launch, OpaqueBytes handle, @Nullable Calculation unfinishedCalculation, Listener reports) {
        noteCall("attach", reports);
        attached.put(launch.id(), handle);
        if (unfinishedCalculation != null) {
            unfinished.put(launch.id(), unfinishedCalculation);
        }
        throwIfTold(launch);
        if (isObedient) {
            reports.ready(launch.id());
        }
    }

    @Override
    public void terminate(SessionId id, Listener reports) {
        noteCall("terminate", reports);
        terminations.merge(id, 1, Integer::sum);
        if (throwsOnTerminate) {
            throw new IllegalStateException("cannot terminate");
        }
        if (isObedient) {
            reports.ended(id);
        }
    }

    /** What was launched, in order. */
    public List<SessionId> launched() {
        return List.copyOf(launchOrder);
    }

    /** What the runtime was told about a session that it was to launch. */
    public @Nullable Launch launchOf(SessionId id) {
        return launches.get(id);
    }

    /** What was attached, with the handles that were given. */
    public Map<SessionId, OpaqueBytes> attached() {
        return Map.copyOf(attached);
    }

    /** How often the runtime was told to end the session. */
    public int terminationsOf(SessionId id) {
        return terminations.getOrDefault(id, 0);
    }

    /** Where to report to: the listener of the last call. */
    public Listener reports() {
        return Objects.requireNonNull(listener, "the runtime was never called");
    }

    /** The names of the threads that made calls, by the method that was called. */
    public Map<String, Set<String>> threads() {
        return Map.copyOf(threads);
    }

    private void noteCall(String method, Listener reports) {
        listener = reports;
        threads.computeIfAbsent(method, any -> ConcurrentHashMap.newKeySet())
                .add(Thread.currentThread().getName());
    }

    private void throwIfTold(Launch launch) {
        if (throwsOn.test(launch)) {
            throw new IllegalStateException("no room");
        }
    }
}
