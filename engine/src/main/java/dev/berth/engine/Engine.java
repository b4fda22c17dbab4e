package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CalculationId;
import dev.berth.api.CalculationPage;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateEntry;
import dev.berth.api.WorkGroup;
import dev.berth.engine.pipeline.Lane;
import dev.berth.engine.session.SessionIdGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A session scheduler in this process.
 *
 * <p>Thread-safe. Starting it creates a handful of daemon threads; {@link #close} ends them. Admission runs on the
 * caller's thread, lock-free; everything that must be in order runs on one thread at a time: the applier's, or that of a
 * caller with an executor of its own.
 */
public final class Engine implements SessionScheduler, AutoCloseable {
    /** So much of the state is copied between two batches that answers wait for a fraction of a millisecond. */
    private static final int COPIED_IN_A_STEP = 512;

    /** The longest sleep of an applier: after it, what is kept for a time is looked at. */
    static final Duration MAX_SLEEP = Duration.ofSeconds(1);

    private final Core core;
    private final Lane lane;

    private Engine(Core core, Lane lane) {
        this.core = core;
        this.lane = lane;
    }

    /**
     * Starts an engine: reads the journal, continues the sessions that it knows, and creates the configured work groups
     * that are missing.
     *
     * @throws IOException if the journal cannot be read or written
     */
    public static Engine start(EngineConfig config) throws IOException {
        return start(config, MAX_SLEEP);
    }

    /** Starts an engine whose applier, if nobody wakes it, sleeps as long as that: then nothing but a signal can help it. */
    static Engine start(EngineConfig config, Duration maxSleep) throws IOException {
        Core core = new Core(config, EngineThreads.started(), new SessionIdGenerator(), COPIED_IN_A_STEP, maxSleep);
        Engine engine = new Engine(core, core.defaultLane());
        try {
            boolean isNew = !core.recover();
            CompletableFuture<Void> prepared = new Preparation(engine, config, isNew).begin();
            core.startApplier();
            await(prepared);
            return engine;
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static void await(CompletableFuture<Void> prepared) throws IOException {
        try {
            prepared.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /**
     * An engine without threads, for tests and simulations that decide what happens when: nothing is applied, launched or
     * answered but in {@link #step}.
     */
    static Engine stepped(EngineConfig config) throws IOException {
        return stepped(config, new SessionIdGenerator(), () -> false);
    }

    /**
     * An engine without threads, with a journal or runtimes that also do nothing by themselves. It copies one thing at a time for
     * a snapshot, so that whatever may happen between two of them does happen.
     *
     * @param ids what makes the ids of sessions
     * @param otherStep does what the others can do now; false if there was nothing
     */
    static Engine stepped(EngineConfig config, SessionIdGenerator ids, BooleanSupplier otherStep) throws IOException {
        Core core = new Core(config, EngineThreads.none(), ids, 1, MAX_SLEEP);
        boolean isNew = !core.recover();
        Engine engine = new Engine(core, core.defaultLane());
        CompletableFuture<Void> prepared = new Preparation(engine, config, isNew).begin();
        while (core.step() || otherStep.getAsBoolean()) {
            // Until what was prepared is in the journal.
        }
        prepared.join();
        return engine;
    }

    /** Does what can be done now on the calling thread; false if there was nothing. Stepped engines only. */
    boolean step() {
        return core.step();
    }

    /** Steps until there is nothing to do without time passing. Stepped engines only. */
    void stepUntilIdle() {
        boolean worked = true;
        while (worked) {
            worked = core.step();
        }
    }

    /** The engine's levels at about this instant. */
    public EngineSnapshot snapshot() {
        return core.snapshot();
    }

    /** The account's budget and how it is used, then those of the work groups in the order of their names. */
    public List<BudgetUse> budgetUses() {
        return core.budgetUses();
    }

    /**
     * Who holds the DPUs of the sessions that the journal has, in no particular order. Costs O(holders), however many sessions they
     * have. One that has nothing any more may be among them.
     */
    public List<Holding> holdings() {
        return core.holdings();
    }

    @Override
    public CompletableFuture<StartOutcome> startSession(StartSession request) {
        return core.startSession(request, lane);
    }

    @Override
    public Optional<CompletableFuture<StartOutcome>> findStart(StartSession request) {
        return core.findStart(request, lane);
    }

    @Override
    public Optional<SessionView> session(SessionId id) {
        return core.session(id);
    }

    @Override
    public Optional<SessionPage> sessions(SessionQuery query) {
        return core.sessions(query);
    }

    @Override
    public List<StateEntry> sessionStates(SessionId id) {
        return core.sessionStates(id);
    }

    @Override
    public SessionPage allSessions(@Nullable SessionId after, int limit) {
        return core.allSessions(after, limit);
    }

    @Override
    public CompletableFuture<Optional<SessionState>> terminateSession(SessionId id) {
        return core.terminateSession(id, lane);
    }

    @Override
    public CompletableFuture<ReplaceOutcome> replaceTags(SessionId id, @Nullable OpaqueBytes seen, OpaqueBytes tags) {
        return core.replaceTags(id, seen, tags, lane);
    }

    @Override
    public CompletableFuture<StartCalculationOutcome> startCalculation(StartCalculation request) {
        return core.startCalculation(request, lane);
    }

    @Override
    public Optional<CalculationView> calculation(CalculationId id) {
        return core.calculation(id);
    }

    @Override
    public Optional<CalculationPage> calculations(CalculationQuery query) {
        return core.calculations(query);
    }

    @Override
    public CompletableFuture<Optional<CalculationState>> stopCalculation(CalculationId id) {
        return core.stopCalculation(id, lane);
    }

    @Override
    public CompletableFuture<CreateWorkGroupOutcome> createWorkGroup(CreateWorkGroup request) {
        return core.createWorkGroup(request, lane);
    }

    @Override
    public CompletableFuture<ReplaceOutcome> replaceWorkGroup(WorkGroup seen, WorkGroup changed) {
        return core.replaceWorkGroup(seen, changed, lane);
    }

    @Override
    public CompletableFuture<DeleteWorkGroupOutcome> deleteWorkGroup(String name, boolean terminateSessions) {
        return core.deleteWorkGroup(name, terminateSessions, lane);
    }

    @Override
    public Optional<WorkGroup> workGroup(String name) {
        return core.workGroup(name);
    }

    @Override
    public List<WorkGroup> workGroups(@Nullable String after, int limit) {
        return core.workGroups(after, limit);
    }

    @Override
    public Optional<BudgetView> budget(BudgetName name) {
        return core.budget(name);
    }

    @Override
    public List<BudgetView> budgets() {
        return core.budgets();
    }

    @Override
    public CompletableFuture<Optional<BudgetView>> resizeBudget(BudgetName name, OptionalInt limitDpus) {
        return core.resizeBudget(name, limitDpus, lane);
    }

    @Override
    public SessionScheduler completingOn(Executor executor) {
        return new Engine(core, core.newLane(executor));
    }

    /**
     * Refuses new work, applies and answers what is queued, closes the journal, and ends the engine's threads. Sessions are
     * left as they are; runtimes belong to whoever made them. Closing twice does nothing. Waits for the engine's threads,
     * unless it is called on one of them, from a callback.
     */
    @Override
    public void close() {
        core.close();
    }
}
