package dev.berth.bench.list;

import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine with sessions in several states, side by side in the order of a list: of ten, four are IDLE, three CREATING and
 * three TERMINATED. Ten more have FAILED, evenly spread, however many the others are. None of them changes.
 */
final class ManySessions implements AutoCloseable {
    static final String WORK_GROUP = "primary";
    static final int FAILED = 10;

    private static final String ENGINE_VERSION = "bench";
    private static final int IN_FLIGHT = 1_024;
    private static final int MAX_QUEUED = 10_000;

    private final DirectedRuntime runtime = new DirectedRuntime();
    private final Engine engine;
    private final int count;

    /**
     * Starts them all.
     *
     * @param count how many there are, the failed ones not counted; a multiple of ten
     */
    ManySessions(int count) throws IOException {
        this.count = count;
        this.engine = Engine.start(EngineConfig.builder()
                .accountDpus(BudgetView.MAX_LIMIT_DPUS)
                .maxSessions(Integer.MAX_VALUE)
                .maxRetainedSessions(count + FAILED)
                .runtime(ENGINE_VERSION, runtime)
                .workGroup(CreateWorkGroup.named(WORK_GROUP, ENGINE_VERSION))
                .build());
        fill();
    }

    Engine engine() {
        return engine;
    }

    /** How many sessions there are in a state. */
    long count(SessionState state) {
        return switch (state) {
            case IDLE -> count / 10 * 4L;
            case CREATING, TERMINATED -> count / 10 * 3L;
            case FAILED -> FAILED;
            default -> 0;
        };
    }

    private void fill() {
        int all = count + FAILED;
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int first = 0; first < all; first += IN_FLIGHT) {
            int end = Math.min(all, first + IN_FLIGHT);
            for (int i = first; i < end; i++) {
                answers.add(engine.startSession(StartSession.in(WORK_GROUP, 20)));
            }
            for (int i = first; i < end; i++) {
                direct(i, started(answers.get(i - first).join()));
            }
            answers.clear();
            while (engine.snapshot().queuedChanges() > MAX_QUEUED) {
                LockSupport.parkNanos(20_000);
            }
        }
        while (!isAsSaid()) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static SessionId started(StartOutcome outcome) {
        if (outcome instanceof StartOutcome.Started started) {
            return started.id();
        }
        throw new IllegalStateException("not started: " + outcome);
    }

    /** Gives the session of this number its state. */
    @SuppressWarnings("FutureReturnValueIgnored") // the end of the filling waits for the ends
    private void direct(int number, SessionId id) {
        int block = count / FAILED + 1;
        if (number % block == block / 2) {
            runtime.failed(id);
            return;
        }
        switch ((number - number / block) % 10) {
            case 0, 2, 5, 7 -> runtime.ready(id);
            case 1, 4, 8 -> engine.terminateSession(id);
            default -> {
                // It stays as it was started.
            }
        }
    }

    private boolean isAsSaid() {
        Map<SessionState, Long> known = engine.snapshot().sessions();
        return known.entrySet().stream().allMatch(entry -> entry.getValue() == count(entry.getKey()));
    }

    /**
     * Closes the engine.
     *
     * @throws IllegalStateException if the sessions have not stayed as they were, so that something else was measured
     */
    @Override
    public void close() {
        boolean isAsSaid = isAsSaid();
        engine.close();
        if (!isAsSaid) {
            throw new IllegalStateException(
                    "sessions have changed: " + engine.snapshot().sessions());
        }
    }
}
