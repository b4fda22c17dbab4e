package dev.berth.bench.start;

import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller in a closed loop: it starts sessions, has a bounded number of starts unanswered, and for each session beyond
 * the number that are to live, it terminates its oldest. Not thread-safe.
 *
 * <p>Starts go out in halves of the window. When a half is full, the caller waits for the half before it, so between half a
 * window and a whole one is in flight, and the caller is woken once per half rather than once per answer. It also waits
 * while ends lag behind, so that "live" means what it says.
 */
public final class StartLoop {
    private final Engine engine;
    private final int half;
    private final int live;
    private final long maxHolding;
    private final ArrayDeque<SessionId> sessions = new ArrayDeque<>();
    private List<CompletableFuture<StartOutcome>> older = new ArrayList<>();
    private List<CompletableFuture<StartOutcome>> newer = new ArrayList<>();

    /**
     * A caller that has started nothing yet.
     *
     * @param inFlight the most starts without an answer
     * @param live how many sessions of this caller's are to live
     * @param maxHolding how many sessions of all callers may hold DPUs before this one waits for ends
     */
    public StartLoop(Engine engine, int inFlight, int live, long maxHolding) {
        this.engine = engine;
        this.half = inFlight / 2;
        this.live = live;
        this.maxHolding = maxHolding;
    }

    /** Starts one session. */
    public void start(StartSession request) {
        newer.add(engine.startSession(request));
        if (newer.size() == half) {
            takeOlder();
            List<CompletableFuture<StartOutcome>> empty = older;
            older = newer;
            newer = empty;
        }
    }

    /** Waits for every answer. */
    public void finish() {
        takeOlder();
        older = newer;
        newer = new ArrayList<>();
        takeOlder();
    }

    private void takeOlder() {
        if (!older.isEmpty()) {
            // Answers come in order, so this is the only wait of the half.
            older.get(older.size() - 1).join();
            older.forEach(answer -> take(answer.join()));
            older.clear();
        }
        while (engine.snapshot().liveSessions() > maxHolding) {
            LockSupport.parkNanos(20_000);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the bound on live sessions waits for ends
    private void take(StartOutcome outcome) {
        if (!(outcome instanceof StartOutcome.Started started)) {
            throw new IllegalStateException("not started, so this measures something else: " + outcome);
        }
        sessions.addLast(started.id());
        if (sessions.size() > live) {
            engine.terminateSession(sessions.removeFirst());
        }
    }
}
