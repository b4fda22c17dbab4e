package dev.berth.server.http;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A scheduler that answers what a test tells it to, and remembers what it was asked. It schedules nothing. */
public final class FakeScheduler implements SessionScheduler {
    public static final Instant CREATED = Instant.ofEpochMilli(1_700_000_000_123L);

    public final List<StartSession> started = Collections.synchronizedList(new ArrayList<>());
    public final List<StartSession> looked = Collections.synchronizedList(new ArrayList<>());
    public final List<SessionQuery> queries = Collections.synchronizedList(new ArrayList<>());
    public final List<CreateWorkGroup> created = Collections.synchronizedList(new ArrayList<>());
    public final List<WorkGroup> replaced = Collections.synchronizedList(new ArrayList<>());
    public final List<OpaqueBytes> retagged = Collections.synchronizedList(new ArrayList<>());
    public final List<String> deleted = Collections.synchronizedList(new ArrayList<>());
    public final List<StartCalculation> submitted = Collections.synchronizedList(new ArrayList<>());
    public final List<CalculationQuery> calculationQueries = Collections.synchronizedList(new ArrayList<>());

    public final Map<SessionId, SessionView> sessions = Collections.synchronizedMap(new LinkedHashMap<>());
    public final Map<CalculationId, CalculationView> calculations = Collections.synchronizedMap(new LinkedHashMap<>());
    public final Map<BudgetName, BudgetView> budgets = Collections.synchronizedMap(new LinkedHashMap<>());

    public Function<StartSession, CompletableFuture<StartOutcome>> onStart =
            request -> CompletableFuture.completedFuture(new StartOutcome.Started(nextId()));
    public Function<StartSession, Optional<CompletableFuture<StartOutcome>>> onFind = request -> Optional.empty();
    public Function<SessionQuery, Optional<SessionPage>> onList = query -> Optional.empty();
    public CompletableFuture<Optional<SessionState>> terminated =
            CompletableFuture.completedFuture(Optional.of(SessionState.TERMINATING));
    public Function<StartCalculation, CompletableFuture<StartCalculationOutcome>> onSubmit =
            request -> CompletableFuture.completedFuture(new StartCalculationOutcome.Started(nextCalculationId()));
    public Function<CalculationQuery, Optional<CalculationPage>> onListCalculations = query -> Optional.empty();
    public CompletableFuture<Optional<CalculationState>> stopped =
            CompletableFuture.completedFuture(Optional.of(CalculationState.CANCELING));
    public CompletableFuture<CreateWorkGroupOutcome> creation =
            CompletableFuture.completedFuture(CreateWorkGroupOutcome.CREATED);
    public Function<WorkGroup, ReplaceOutcome> onReplaceWorkGroup = seen -> ReplaceOutcome.REPLACED;
    public Function<SessionId, ReplaceOutcome> onReplaceTags = id -> ReplaceOutcome.REPLACED;
    public CompletableFuture<DeleteWorkGroupOutcome> deletion =
            CompletableFuture.completedFuture(DeleteWorkGroupOutcome.DELETED);

    /** What a change of a budget is answered with, or {@code null} if it is made. */
    public @Nullable CompletableFuture<Optional<BudgetView>> onResize;

    private final TreeMap<String, WorkGroup> workGroups = new TreeMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** Adds a work group without attributes. */
    public FakeScheduler with(String name, String engineVersion) {
        return with(workGroup(name, engineVersion, OpaqueBytes.EMPTY));
    }

    /** An enabled work group without tags, and without a default for the DPUs of its sessions. */
    public static WorkGroup workGroup(String name, String engineVersion, OpaqueBytes attributes) {
        return new WorkGroup(name, engineVersion, CREATED, true, OptionalInt.empty(), attributes, OpaqueBytes.EMPTY);
    }

    public synchronized FakeScheduler with(WorkGroup workGroup) {
        workGroups.put(workGroup.name(), workGroup);
        return this;
    }

    public synchronized void forget(String workGroup) {
        workGroups.remove(workGroup);
    }

    public SessionId nextId() {
        return new SessionId(0x018f_0000_0000_7000L, Long.MIN_VALUE | ids.incrementAndGet());
    }

    public CalculationId nextCalculationId() {
        SessionId unique = nextId();
        return new CalculationId(unique.high(), unique.low());
    }

    @Override
    public CompletableFuture<StartOutcome> startSession(StartSession request) {
        started.add(request);
        return onStart.apply(request);
    }

    @Override
    public Optional<CompletableFuture<StartOutcome>> findStart(StartSession request) {
        looked.add(request);
        return onFind.apply(request);
    }

    @Override
    public Optional<SessionView> session(SessionId id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public Optional<SessionPage> sessions(SessionQuery query) {
        queries.add(query);
        return onList.apply(query);
    }

    @Override
    public List<StateEntry> sessionStates(SessionId id) {
        SessionView session = sessions.get(id);
        return session == null
                ? List.of()
                : List.of(new StateEntry(session.state(), session.modifiedAt(), session.reason()));
    }

    @Override
    public SessionPage allSessions(@Nullable SessionId after, int limit) {
        List<SessionView> older = sessions.values().stream()
                .filter(each -> after == null || each.id().compareTo(after) < 0)
                .sorted(Comparator.comparing(SessionView::id).reversed())
                .toList();
        return new SessionPage(older.subList(0, Math.min(limit, older.size())), older.size() > limit);
    }

    @Override
    public CompletableFuture<Optional<SessionState>> terminateSession(SessionId id) {
        return sessions.containsKey(id) ? terminated : CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<ReplaceOutcome> replaceTags(SessionId id, @Nullable OpaqueBytes seen, OpaqueBytes tags) {
        retagged.add(tags);
        ReplaceOutcome outcome = onReplaceTags.apply(id);
        if (outcome == ReplaceOutcome.REPLACED) {
            sessions.computeIfPresent(id, (same, session) -> withTags(session, tags));
        }
        return CompletableFuture.completedFuture(outcome);
    }

    private static SessionView withTags(SessionView session, OpaqueBytes tags) {
        return new SessionView(
                session.id(),
                session.workGroupAtStart(),
                session.dpus(),
                session.idleTimeout(),
                session.attributes(),
                tags,
                session.state(),
                session.reason(),
                session.startedAt(),
                session.modifiedAt(),
                session.idleSince(),
                session.endedAt(),
                session.dpuMillis());
    }

    @Override
    public CompletableFuture<ReplaceOutcome> replaceWorkGroup(WorkGroup seen, WorkGroup changed) {
        replaced.add(changed);
        ReplaceOutcome outcome = onReplaceWorkGroup.apply(seen);
        if (outcome == ReplaceOutcome.REPLACED) {
            with(changed);
        }
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletableFuture<CreateWorkGroupOutcome> createWorkGroup(CreateWorkGroup request) {
        created.add(request);
        return creation;
    }

    @Override
    public CompletableFuture<StartCalculationOutcome> startCalculation(StartCalculation request) {
        submitted.add(request);
        return onSubmit.apply(request);
    }

    @Override
    public Optional<CalculationView> calculation(CalculationId id) {
        return Optional.ofNullable(calculations.get(id));
    }

    @Override
    public Optional<CalculationPage> calculations(CalculationQuery query) {
        calculationQueries.add(query);
        return onListCalculations.apply(query);
    }

    @Override
    public CompletableFuture<Optional<CalculationState>> stopCalculation(CalculationId id) {
        return calculations.containsKey(id) ? stopped : CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<DeleteWorkGroupOutcome> deleteWorkGroup(String name, boolean terminateSessions) {
        deleted.add(name + " " + terminateSessions);
        return deletion;
    }

    @Override
    public synchronized Optional<WorkGroup> workGroup(String name) {
        return Optional.ofNullable(workGroups.get(name));
    }

    @Override
    public synchronized List<WorkGroup> workGroups(@Nullable String after, int limit) {
        return (after == null ? workGroups : workGroups.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    @Override
    public Optional<BudgetView> budget(BudgetName name) {
        return Optional.ofNullable(budgets.get(name));
    }

    @Override
    public List<BudgetView> budgets() {
        return List.copyOf(budgets.values());
    }

    @Override
    public CompletableFuture<Optional<BudgetView>> resizeBudget(BudgetName name, OptionalInt limitDpus) {
        CompletableFuture<Optional<BudgetView>> answer = onResize;
        if (answer != null) {
            return answer;
        }
        BudgetView resized =
                budgets.computeIfPresent(name, (same, budget) -> new BudgetView(same, limitDpus, budget.heldDpus()));
        return CompletableFuture.completedFuture(Optional.ofNullable(resized));
    }

    @Override
    public SessionScheduler completingOn(Executor executor) {
        return this;
    }
}
