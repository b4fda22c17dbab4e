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
import dev.berth.api.ErrorCode;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateEntry;
import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import dev.berth.api.WorkGroup;
import dev.berth.engine.admission.AdmissionController;
import dev.berth.engine.admission.CalculationAdmission;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.idempotency.TokenEntry;
import dev.berth.engine.pipeline.Answer;
import dev.berth.engine.pipeline.Applier;
import dev.berth.engine.pipeline.Budgets;
import dev.berth.engine.pipeline.Change;
import dev.berth.engine.pipeline.ChangeQueue;
import dev.berth.engine.pipeline.Lane;
import dev.berth.engine.pipeline.RuntimeReports;
import dev.berth.engine.pipeline.SessionChanges;
import dev.berth.engine.pipeline.Stale;
import dev.berth.engine.pipeline.StartAnswer;
import dev.berth.engine.pipeline.WorkGroupChanges;
import dev.berth.engine.session.Holders;
import dev.berth.engine.session.SessionCalculations;
import dev.berth.engine.session.SessionIdGenerator;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupFactory;
import dev.berth.engine.session.WorkGroupRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What all the views of one engine share: its parts, wired together, and its operations for a caller of a given lane.
 *
 * <p>Closing races with callers in one way only: a change that is queued after the applier's last look. Each caller looks at
 * {@code closed} after it has queued, and the closer rejects what is left after it has set it; so one of the two sees the
 * change.
 */
final class Core {
    private final EngineConfig config;
    private final EngineThreads threads;
    private final CapacityAllocator allocator;
    private final SessionTable table;
    private final IdempotencyCache tokens;
    private final ChangeQueue queue;
    private final WorkGroupFactory workGroups;
    private final AdmissionController admission;
    private final CalculationAdmission calculations;
    private final Lane.Outbox outbox = new Lane.Outbox();
    private final Applier applier;
    private final Lane defaultLane;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param ids what makes the ids of sessions
     * @param copiedInAStep how much of the state is copied for a snapshot between two batches
     * @param maxSleep how long the applier sleeps at most
     */
    Core(EngineConfig config, EngineThreads threads, SessionIdGenerator ids, int copiedInAStep, Duration maxSleep) {
        this.config = config;
        this.threads = threads;
        this.allocator =
                new CapacityAllocator(EngineConfig.DEFAULT_ACCOUNT_DPUS, config.sessionDpus(), config.maxSessions());
        this.table = new SessionTable(
                config.maxRetainedSessions(),
                config.maxRetainedAttributeBytes(),
                config.sessionRetention().toNanos(),
                config.maxRetainedCalculations(),
                config.maxRetainedCalculationBytes(),
                new Holders(config.holderOf()));
        this.tokens = new IdempotencyCache(config.maxRetainedTokens(), config.tokenRetention(), config.timeSource());
        this.queue = new ChangeQueue(config.maxQueuedChanges(), config.timeSource());
        this.workGroups = new WorkGroupFactory(allocator, config.runtimes());
        this.admission = new AdmissionController(
                table,
                allocator,
                tokens,
                queue,
                config.journal(),
                config.timeSource(),
                ids,
                config.tokenRequired(),
                config.defaultSessionDpus());
        this.calculations = new CalculationAdmission(table, queue, config.journal(), config.timeSource(), ids);
        this.applier = new Applier(new Applier.Wiring(
                queue,
                config.journal(),
                table,
                allocator,
                tokens,
                workGroups,
                new RuntimeReports(table, queue, config.timeSource()),
                outbox,
                config.timeSource(),
                config.stats(),
                config.maxBatchChanges(),
                copiedInAStep,
                maxSleep,
                threads.areSome() ? config.maxBatchDelay() : Duration.ZERO,
                config.launchDeadline(),
                config.terminateDeadline(),
                threads.runtimes(),
                config.listener(),
                config.listenerCapacity(),
                threads.listener(),
                config.onFailure()));
        this.defaultLane = new Lane(threads.answers(), outbox, null);
    }

    /** Reads the journal; false if there was nothing in it. */
    boolean recover() throws IOException {
        return applier.recover();
    }

    /** Reads the journal, and does nothing of what it says is to be done. Nothing else may follow but reading. */
    void inspect() throws IOException {
        applier.inspect();
    }

    void startApplier() {
        threads.startApplier(applier);
    }

    boolean step() {
        return applier.stepAlone();
    }

    Lane defaultLane() {
        return defaultLane;
    }

    Lane newLane(Executor executor) {
        return new Lane(executor, outbox, applier);
    }

    CompletableFuture<StartOutcome> startSession(StartSession request, Lane lane) {
        StartAnswer answer = new StartAnswer(lane, config.timeSource(), config.stats());
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            answer.failNow(unavailable);
            return answer;
        }
        admission.start(request, answer);
        rejectIfLate();
        return answer;
    }

    Optional<CompletableFuture<StartOutcome>> findStart(StartSession request, Lane lane) {
        TokenEntry known = admission.find(request);
        if (known == null) {
            return Optional.empty();
        }
        StartAnswer answer = new StartAnswer(lane, config.timeSource(), config.stats());
        known.answer(request, answer);
        return Optional.of(answer);
    }

    Optional<SessionView> session(SessionId id) {
        SessionRecord session = table.session(id);
        return session == null
                ? Optional.empty()
                : Optional.of(session.view(config.timeSource().epochMillis()));
    }

    Optional<SessionPage> sessions(SessionQuery query) {
        long nowMillis = config.timeSource().epochMillis();
        return Optional.ofNullable(table.workGroup(query.workGroup()))
                .map(workGroup -> workGroup.index().page(query, nowMillis));
    }

    List<StateEntry> sessionStates(SessionId id) {
        SessionRecord session = table.session(id);
        return session == null ? List.of() : session.states();
    }

    SessionPage allSessions(@Nullable SessionId after, int limit) {
        return table.page(after, limit, config.timeSource().epochMillis());
    }

    CompletableFuture<Optional<SessionState>> terminateSession(SessionId id, Lane lane) {
        SessionRecord session = table.session(id);
        if (session == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        SessionState state = session.state();
        if (state.isEnded() || state == SessionState.TERMINATING) {
            return CompletableFuture.completedFuture(Optional.of(state));
        }
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        Answer<Optional<SessionState>> answer = new Answer<>(lane);
        StateReason reason = new StateReason(Cause.REQUESTED, "");
        Change change = session.claimTermination()
                ? new SessionChanges.TerminationRequested(
                        session, reason, config.timeSource().epochMillis(), answer)
                : new SessionChanges.StateAsked(session, answer);
        return queued(change, answer);
    }

    CompletableFuture<ReplaceOutcome> replaceTags(
            SessionId id, @Nullable OpaqueBytes seen, OpaqueBytes tags, Lane lane) {
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        SessionRecord session = table.session(id);
        if (session == null) {
            return CompletableFuture.completedFuture(ReplaceOutcome.NOT_FOUND);
        }
        if (refusesNewWork()) {
            return CompletableFuture.completedFuture(ReplaceOutcome.OVERLOADED);
        }
        Answer<ReplaceOutcome> answer = new Answer<>(lane);
        if (!session.claimTags()) {
            return queued(new Stale(answer), answer);
        }
        Change change = new SessionChanges.Tagged(session, tags, answer);
        ReplaceOutcome refusal = refusalToReplace(session.tags(), seen, change);
        if (refusal != null) {
            session.unclaimTags();
            return CompletableFuture.completedFuture(refusal);
        }
        return queued(change, answer);
    }

    /** Why a value cannot be replaced, or {@code null}. Its change is claimed, so it stays as it is. */
    private @Nullable ReplaceOutcome refusalToReplace(@Nullable Object value, @Nullable Object seen, Change change) {
        if (!Objects.equals(value, seen)) {
            return ReplaceOutcome.STALE;
        }
        return change.fits(config.journal()) ? null : ReplaceOutcome.TOO_LARGE;
    }

    CompletableFuture<StartCalculationOutcome> startCalculation(StartCalculation request, Lane lane) {
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        return orRejected(calculations.start(request, new Answer<>(lane)));
    }

    Optional<CalculationView> calculation(CalculationId id) {
        return Optional.ofNullable(table.calculations().calculation(id))
                .map(calculation -> calculation.view(config.timeSource().epochMillis()));
    }

    Optional<CalculationPage> calculations(CalculationQuery query) {
        SessionRecord session = table.session(query.session());
        if (session == null) {
            return Optional.empty();
        }
        SessionCalculations its = session.calculationsIfAny();
        return Optional.of(
                its == null
                        ? new CalculationPage(List.of(), false)
                        : its.page(query, config.timeSource().epochMillis()));
    }

    CompletableFuture<Optional<CalculationState>> stopCalculation(CalculationId id, Lane lane) {
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        return orRejected(calculations.stop(id, new Answer<>(lane)));
    }

    CompletableFuture<CreateWorkGroupOutcome> createWorkGroup(CreateWorkGroup request, Lane lane) {
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        if (refusesNewWork()) {
            return CompletableFuture.completedFuture(CreateWorkGroupOutcome.OVERLOADED);
        }
        if (!table.claimWorkGroupName(request.name())) {
            return CompletableFuture.completedFuture(CreateWorkGroupOutcome.NAME_TAKEN);
        }
        if (table.workGroupCount() > config.maxWorkGroups()) {
            table.unclaimWorkGroupName(request.name());
            return CompletableFuture.completedFuture(CreateWorkGroupOutcome.TOO_MANY);
        }
        Instant now = Instant.ofEpochMilli(config.timeSource().epochMillis());
        WorkGroup workGroup = new WorkGroup(
                request.name(),
                request.engineVersion(),
                now,
                true,
                request.sessionDpus(),
                request.attributes(),
                request.tags());
        WorkGroupRecord record = workGroups.make(workGroup, request.limitDpus());
        Answer<CreateWorkGroupOutcome> answer = new Answer<>(lane);
        Change change = new WorkGroupChanges.Created(record, request.limitDpus(), answer);
        if (!change.fits(config.journal())) {
            table.unclaimWorkGroupName(request.name());
            return CompletableFuture.completedFuture(CreateWorkGroupOutcome.TOO_LARGE);
        }
        return queued(change, answer);
    }

    CompletableFuture<ReplaceOutcome> replaceWorkGroup(WorkGroup seen, WorkGroup changed, Lane lane) {
        requireSameIdentity(seen, changed);
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        WorkGroupRecord workGroup = table.workGroup(seen.name());
        if (workGroup == null) {
            return CompletableFuture.completedFuture(ReplaceOutcome.NOT_FOUND);
        }
        if (refusesNewWork()) {
            return CompletableFuture.completedFuture(ReplaceOutcome.OVERLOADED);
        }
        Answer<ReplaceOutcome> answer = new Answer<>(lane);
        if (!workGroup.claimChange()) {
            return queued(new Stale(answer), answer);
        }
        Change change = new WorkGroupChanges.Replaced(workGroup, changed, answer);
        ReplaceOutcome refusal = refusalToReplace(workGroup.view(), seen, change);
        if (refusal != null) {
            workGroup.unclaimChange();
            return CompletableFuture.completedFuture(refusal);
        }
        return queued(change, answer);
    }

    private static void requireSameIdentity(WorkGroup seen, WorkGroup changed) {
        if (!seen.name().equals(changed.name())
                || !seen.engineVersion().equals(changed.engineVersion())
                || !seen.createdAt().equals(changed.createdAt())) {
            throw new IllegalArgumentException(
                    "name, engineVersion and createdAt must stay: " + seen + " to " + changed);
        }
    }

    CompletableFuture<DeleteWorkGroupOutcome> deleteWorkGroup(String name, boolean terminateSessions, Lane lane) {
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        WorkGroupRecord workGroup = table.workGroup(name);
        DeleteWorkGroupOutcome refusal = refusalToDelete(workGroup, terminateSessions);
        if (workGroup == null || refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        allocator.setClosed(workGroup.budget(), true);
        Answer<DeleteWorkGroupOutcome> answer = new Answer<>(lane);
        return queued(new WorkGroupChanges.DeletionBegun(workGroup, terminateSessions, answer), answer);
    }

    /** Claims the change of a work group, or says why it cannot be deleted. */
    private @Nullable DeleteWorkGroupOutcome refusalToDelete(
            @Nullable WorkGroupRecord workGroup, boolean terminateSessions) {
        if (workGroup == null) {
            return DeleteWorkGroupOutcome.NOT_FOUND;
        }
        if (queue.isFull()) {
            return DeleteWorkGroupOutcome.OVERLOADED;
        }
        if (!terminateSessions && workGroup.index().live() > 0) {
            // Known without closing the budget, which would refuse starts for a moment.
            return DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS;
        }
        return workGroup.claimChange() ? null : DeleteWorkGroupOutcome.CHANGE_PENDING;
    }

    Optional<WorkGroup> workGroup(String name) {
        return Optional.ofNullable(table.workGroup(name)).map(WorkGroupRecord::view);
    }

    List<WorkGroup> workGroups(@Nullable String after, int limit) {
        return table.workGroups(after, limit).stream()
                .map(WorkGroupRecord::view)
                .toList();
    }

    Optional<BudgetView> budget(BudgetName name) {
        return Budgets.view(name, table, allocator);
    }

    List<BudgetView> budgets() {
        return Budgets.all(table, allocator);
    }

    CompletableFuture<Optional<BudgetView>> resizeBudget(BudgetName name, OptionalInt limitDpus, Lane lane) {
        if (limitDpus.isPresent() && (limitDpus.getAsInt() < 0 || limitDpus.getAsInt() > BudgetView.MAX_LIMIT_DPUS)) {
            throw new IllegalArgumentException(
                    "must be 0 to " + BudgetView.MAX_LIMIT_DPUS + ": limitDpus=" + limitDpus.getAsInt());
        }
        if (limitDpus.isEmpty() && name.workGroup().isEmpty()) {
            throw new IllegalArgumentException("the account's budget needs a limit");
        }
        SchedulerException unavailable = unavailable();
        if (unavailable != null) {
            return CompletableFuture.failedFuture(unavailable);
        }
        if (budget(name).isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Answer<Optional<BudgetView>> answer = new Answer<>(lane);
        return queued(new WorkGroupChanges.Resized(name, limitDpus, answer), answer);
    }

    List<BudgetUse> budgetUses() {
        List<BudgetUse> uses = new ArrayList<>();
        uses.add(new BudgetUse(
                allocator.viewAccount(),
                allocator.mostHeldByAccount(),
                allocator.holdings().sessions()));
        for (WorkGroupRecord workGroup : table.workGroups(null, Integer.MAX_VALUE)) {
            uses.add(new BudgetUse(
                    allocator.view(workGroup.budget()),
                    allocator.mostHeld(workGroup.budget()),
                    workGroup.index().live()));
        }
        return uses;
    }

    List<Holding> holdings() {
        List<Holding> holdings = new ArrayList<>();
        table.holders().forEach((holder, sessions, dpus) -> holdings.add(new Holding(holder, sessions, dpus)));
        return holdings;
    }

    EngineSnapshot snapshot() {
        CapacityAllocator.Holdings holdings = allocator.holdings();
        return new EngineSnapshot(
                table.countByState(),
                holdings.sessions(),
                holdings.claimedDpus(),
                applier.auditDifferenceDpus(),
                queue.size(),
                table.calculations().unfinished(),
                tokens.size(),
                TimeUnit.NANOSECONDS.toMillis(tokens.oldestRetainedNanos()),
                applier.failure() != null);
    }

    void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        applier.close();
        threads.joinAll();
        closed = true;
        rejectIfLate();
        try {
            config.journal().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean refusesNewWork() {
        return queue.isFull() || !config.journal().acceptsNewWork();
    }

    private @Nullable SchedulerException unavailable() {
        SchedulerException failure = applier.failure();
        if (failure != null) {
            return failure;
        }
        return closing.get() ? new SchedulerException(ErrorCode.CLOSED, "the scheduler is closed", null) : null;
    }

    private <T> CompletableFuture<T> queued(Change change, Answer<T> answer) {
        queue.offer(change, answer.lane());
        return orRejected(answer);
    }

    /** The answer to what was queued, and may have been too late for it. */
    private <T> CompletableFuture<T> orRejected(CompletableFuture<T> answer) {
        rejectIfLate();
        return answer;
    }

    private void rejectIfLate() {
        if (closed) {
            synchronized (applier) {
                applier.rejectLate();
            }
        }
    }
}
