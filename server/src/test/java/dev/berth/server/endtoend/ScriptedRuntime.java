package dev.berth.server.endtoend;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A runtime that does as the test says: by default everything at once, otherwise only what the test reports. */
final class ScriptedRuntime implements SessionRuntime {
    /** How far a launch goes by itself. */
    enum Launches {
        READY,
        CREATED_ONLY,
        SILENT,
        FAILING
    }

    private final Queue<SessionId> terminations = new ConcurrentLinkedQueue<>();
    private volatile Launches launches = Launches.READY;
    private volatile boolean endsAtOnce = true;
    private volatile Listener listener = new IgnoringListener();

    void launches(Launches newLaunches) {
        launches = newLaunches;
    }

    void endsAtOnce(boolean newEndsAtOnce) {
        endsAtOnce = newEndsAtOnce;
    }

    /** What the engine gave to the last launch; the test reports through it. */
    Listener listener() {
        return listener;
    }

    /** Ends what was told to end and was held back; false if that was nothing. */
    boolean endHeldBack() {
        SessionId first = terminations.poll();
        for (SessionId id = first; id != null; id = terminations.poll()) {
            listener.ended(id);
        }
        return first != null;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void launch(Launch launch, Listener newListener) {
        listener = newListener;
        switch (launches) {
            case READY -> {
                newListener.launched(launch.id(), OpaqueBytes.EMPTY);
                newListener.ready(launch.id());
            }
            case CREATED_ONLY -> newListener.launched(launch.id(), OpaqueBytes.EMPTY);
            case FAILING -> newListener.failed(launch.id(), "no room on the quay");
            case SILENT -> {
                // The session stays CREATING.
            }
        }
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener newListener) {
        newListener.ready(launch.id());
    }

    @Override
    public void terminate(SessionId id, Listener newListener) {
        if (endsAtOnce) {
            newListener.ended(id);
        } else {
            terminations.add(id);
        }
    }

    /** Before the first launch there is nobody to report to. */
    private static final class IgnoringListener implements Listener {
        @Override
        public void launched(SessionId id, OpaqueBytes handle) {}

        @Override
        public void ready(SessionId id) {}

        @Override
        public void busy(SessionId id) {}

        @Override
        public void calculationStarted(CalculationId id) {}

        @Override
        public void calculationFinished(CalculationId id, CalculationEnd end) {}

        @Override
        public void degraded(SessionId id, String detail) {}

        @Override
        public void failed(SessionId id, String detail) {}

        @Override
        public void ended(SessionId id) {}
    }
}
