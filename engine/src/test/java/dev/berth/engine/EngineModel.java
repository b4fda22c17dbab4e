package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import dev.berth.api.WorkGroup;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.time.TimerWheel;
import dev.berth.spi.SessionRuntime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an engine does, in the plainest collections there are: sums are taken each time, timers are looked at one by one.
 * Each operation is done to the engine too, and what the engine must answer, now or later, is noted and compared.
 */
final class EngineModel {
    /** The attributes of a session whose launch throws. */
    static final OpaqueBytes THROWS = OpaqueBytes.ofUtf8("throws");

    private static final SessionId NOBODY = new SessionId(0, 0);

    private final EngineConfig config;
    private final ManualTime time;
    private final FakeRuntime runtime;
    private final List<ModelSession> admitted = new ArrayList<>();
    private final Deque<ModelSession> ended = new ArrayDeque<>();
    private final List<ModelSession> endedNow = new ArrayList<>();
    private final List<SessionId> endOrder;
    private final Map<RequestToken, ModelToken> tokens = new TreeMap<>();
    private final Deque<RetainedToken> retained = new ArrayDeque<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> groupNames = new HashSet<>();
    private final TreeMap<String, ModelGroup> groups = new TreeMap<>();
    private final Deque<Op> queue = new ArrayDeque<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private final List<ModelSession> launches = new ArrayList<>();
    private final List<ExpectedAnswer> answers = new ArrayList<>();
    private @Nullable List<Op> inFlight;
    private boolean isDurable;
    private boolean journalHolds;
    private int accountLimit;
    private int started;
    private @Nullable Engine engine;

    /**
     * A model of an engine that is not made yet.
     *
     * @param endOrder where the engine's listener notes the ends of sessions
     */
    EngineModel(EngineConfig config, ManualTime time, FakeRuntime runtime, List<SessionId> endOrder) {
        this.endOrder = endOrder;
        this.config = config;
        this.time = time;
        this.runtime = runtime;
        this.accountLimit = config.accountDpus().orElse(160);
        for (CreateWorkGroup request : config.workGroups()) {
            groupNames.add(request.name());
            groups.put(request.name(), newGroup(request));
        }
    }

    void attach(Engine newEngine) {
        engine = newEngine;
    }

    // ---- what is done ----

    void start(StartSession request) {
        CompletableFuture<StartOutcome> answer = engine().startSession(request);
        RequestToken token = request.token();
        ModelToken known = token == null ? null : knownToken(token);
        if (known != null) {
            repeat(known, request, answer);
            return;
        }
        Refusal refusal = refusalOf(request);
        if (refusal != null) {
            expectNow(answer, new StartOutcome.Refused(refusal));
            return;
        }
        ModelGroup group = Objects.requireNonNull(groups.get(request.workGroup()));
        ModelSession session = new ModelSession(request, dpusOf(request, group), group);
        session.groupAtStart = group.view;
        admitted.add(session);
        started++;
        if (request.exclusiveKey() != null) {
            keys.add(request.exclusiveKey());
        }
        if (token != null) {
            tokens.put(token, new ModelToken(request, session));
        }
        enqueue(true, () -> apply(session, answer));
        expectLater(answer, () -> session.id == null ? null : new StartOutcome.Started(session.idOrThrow()));
    }

    void find(StartSession request) {
        Optional<CompletableFuture<StartOutcome>> answer = engine().findStart(request);
        ModelToken known = request.token() == null ? null : knownToken(request.token());
        assertThat(answer.isPresent()).as("find %s", request).isEqualTo(known != null);
        if (known != null) {
            repeat(known, request, answer.orElseThrow());
        }
    }

    void terminate(ModelSession session) {
        CompletableFuture<Optional<SessionState>> answer =
                engine().terminateSession(session.id == null ? NOBODY : session.idOrThrow());
        if (session.id == null) {
            expectNow(answer, Optional.empty());
        } else if (session.state.isEnded() || session.state == SessionState.TERMINATING) {
            expectNow(answer, Optional.of(session.state));
        } else {
            List<SessionState> told = new ArrayList<>();
            if (!requestTermination(session, new StateReason(Cause.REQUESTED, ""), told)) {
                enqueue(false, () -> told.add(session.state));
            }
            expectLater(answer, () -> told.isEmpty() ? null : Optional.of(told.get(0)));
        }
    }

    void report(ModelSession session, Report report) {
        SessionId id = session.idOrThrow();
        SessionRuntime.Listener reports = runtime.reports();
        switch (report) {
            case LAUNCHED -> reports.launched(id, OpaqueBytes.EMPTY);
            case READY -> reports.ready(id);
            case BUSY -> reports.busy(id);
            case DEGRADED -> reports.degraded(id, "sick");
            case FAILED -> reports.failed(id, "dead");
            case ENDED -> reports.ended(id);
        }
        if (!isKnown(session)) {
            return;
        }
        switch (report) {
            case LAUNCHED -> {
                if (!session.launchClaimed) {
                    session.launchClaimed = true;
                    enqueue(true, () -> {
                        if (!session.move(SessionState.CREATED, null) && session.state.isEnded()) {
                            session.terminateCalls++;
                        }
                    });
                }
            }
            case READY -> enqueue(false, () -> session.move(SessionState.IDLE, null));
            case BUSY -> enqueue(false, () -> session.move(SessionState.BUSY, null));
            case DEGRADED ->
                enqueue(false, () -> session.move(SessionState.DEGRADED, new StateReason(Cause.DEGRADED, "sick")));
            case FAILED -> {
                boolean launching = session.state == SessionState.CREATING || session.state == SessionState.CREATED;
                Cause cause = launching ? Cause.LAUNCH_FAILED : Cause.RUNTIME_FAILED;
                end(session, new StateReason(cause, "dead"), false);
            }
            case ENDED ->
                end(
                        session,
                        new StateReason(Cause.RUNTIME_FAILED, "the runtime ended the session without being asked"),
                        false);
        }
    }

    void resize(BudgetName name, OptionalInt limit) {
        CompletableFuture<Optional<BudgetView>> answer = engine().resizeBudget(name, limit);
        if (budget(name).isEmpty()) {
            expectNow(answer, Optional.empty());
            return;
        }
        List<Optional<BudgetView>> told = new ArrayList<>();
        enqueue(true, () -> {
            String groupName = name.workGroup().orElse(null);
            if (groupName == null) {
                accountLimit = limit.orElseThrow();
            } else if (groups.containsKey(groupName)) {
                groups.get(groupName).limit = limit;
            }
            told.add(budget(name));
        });
        expectLater(answer, () -> told.isEmpty() ? null : told.get(0));
    }

    void createWorkGroup(CreateWorkGroup request) {
        CompletableFuture<CreateWorkGroupOutcome> answer = engine().createWorkGroup(request);
        if (isFull()) {
            expectNow(answer, CreateWorkGroupOutcome.OVERLOADED);
        } else if (groupNames.contains(request.name())) {
            expectNow(answer, CreateWorkGroupOutcome.NAME_TAKEN);
        } else if (groupNames.size() == config.maxWorkGroups()) {
            expectNow(answer, CreateWorkGroupOutcome.TOO_MANY);
        } else {
            groupNames.add(request.name());
            ModelGroup group = newGroup(request);
            Op op = enqueue(true, () -> groups.put(request.name(), group));
            expectLater(answer, () -> op.isApplied ? CreateWorkGroupOutcome.CREATED : null);
        }
    }

    void replaceWorkGroup(WorkGroup seen, WorkGroup changed) {
        CompletableFuture<ReplaceOutcome> answer = engine().replaceWorkGroup(seen, changed);
        ModelGroup group = groups.get(seen.name());
        if (group == null) {
            expectNow(answer, ReplaceOutcome.NOT_FOUND);
        } else if (isFull()) {
            expectNow(answer, ReplaceOutcome.OVERLOADED);
        } else if (group.changeClaimed) {
            expectStaleInTurn(answer);
        } else if (!group.view.equals(seen)) {
            expectNow(answer, ReplaceOutcome.STALE);
        } else {
            group.changeClaimed = true;
            Op op = enqueue(true, () -> {
                group.view = changed;
                group.changeClaimed = false;
            });
            expectLater(answer, () -> op.isApplied ? ReplaceOutcome.REPLACED : null);
        }
    }

    void replaceTags(ModelSession session, @Nullable OpaqueBytes seen, OpaqueBytes tags) {
        CompletableFuture<ReplaceOutcome> answer =
                engine().replaceTags(session.id == null ? NOBODY : session.idOrThrow(), seen, tags);
        if (session.id == null || !isKnown(session)) {
            expectNow(answer, ReplaceOutcome.NOT_FOUND);
        } else if (isFull()) {
            expectNow(answer, ReplaceOutcome.OVERLOADED);
        } else if (session.tagsClaimed) {
            expectStaleInTurn(answer);
        } else if (!Objects.equals(session.tags, seen)) {
            expectNow(answer, ReplaceOutcome.STALE);
        } else {
            session.tagsClaimed = true;
            Op op = enqueue(true, () -> {
                session.tags = tags;
                session.tagsClaimed = false;
            });
            expectLater(answer, () -> op.isApplied ? ReplaceOutcome.REPLACED : null);
        }
    }

    private void expectStaleInTurn(CompletableFuture<ReplaceOutcome> answer) {
        Op op = enqueue(false, () -> {});
        expectLater(answer, () -> op.isApplied ? ReplaceOutcome.STALE : null);
    }

    void deleteWorkGroup(String name, boolean terminateSessions) {
        CompletableFuture<DeleteWorkGroupOutcome> answer = engine().deleteWorkGroup(name, terminateSessions);
        ModelGroup group = groups.get(name);
        if (group == null) {
            expectNow(answer, DeleteWorkGroupOutcome.NOT_FOUND);
        } else if (isFull()) {
            expectNow(answer, DeleteWorkGroupOutcome.OVERLOADED);
        } else if (!terminateSessions && !live(group).isEmpty()) {
            expectNow(answer, DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS);
        } else if (group.changeClaimed) {
            expectNow(answer, DeleteWorkGroupOutcome.CHANGE_PENDING);
        } else {
            group.changeClaimed = true;
            group.isClosed = true;
            Deletion deletion = new Deletion(group, terminateSessions);
            enqueue(false, () -> deletions.add(deletion));
            expectLater(answer, () -> deletion.outcome);
        }
    }

    void journalHolds(boolean hold) {
        journalHolds = hold;
    }

    boolean isWriting() {
        return inFlight != null && !isDurable;
    }

    void acknowledge() {
        isDurable = true;
    }

    /** One step of the applier; false if there was nothing to do. */
    boolean step() {
        fireDeadlines();
        List<Op> durable = takeDurable();
        boolean gathered = false;
        if (inFlight == null && !queue.isEmpty()) {
            gathered = true;
            List<Op> batch = new ArrayList<>(queue);
            queue.clear();
            inFlight = batch;
            isDurable = !journalHolds || batch.stream().noneMatch(Op::hasFact);
            if (durable == null) {
                durable = takeDurable();
            }
        }
        if (durable != null) {
            apply(durable);
        }
        evict();
        return gathered || durable != null;
    }

    // ---- what is to be seen ----

    void compareAnswers() {
        answers.removeIf(ExpectedAnswer::check);
    }

    int openAnswers() {
        return answers.size();
    }

    int queued() {
        return queue.size();
    }

    int claimedDpus() {
        return admitted.stream()
                .filter(each -> each.id == null)
                .mapToInt(each -> each.dpus)
                .sum();
    }

    int liveSessions() {
        return admitted.size();
    }

    int sessionsStarted() {
        return started;
    }

    /** The sessions in the table: live or retained. */
    List<ModelSession> known() {
        List<ModelSession> known = new ArrayList<>(ended);
        admitted.stream().filter(each -> each.id != null).forEach(known::add);
        return known;
    }

    List<WorkGroup> workGroups() {
        return groups.values().stream().map(each -> each.view).toList();
    }

    List<BudgetView> budgets() {
        List<BudgetView> budgets = new ArrayList<>();
        budgets.add(budget(BudgetName.ACCOUNT).orElseThrow());
        groups.keySet()
                .forEach(
                        name -> budgets.add(budget(BudgetName.ofWorkGroup(name)).orElseThrow()));
        return budgets;
    }

    @Nullable
    ModelSession anySession(SplittableRandom random) {
        List<ModelSession> all = known();
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    @Nullable
    StartSession anyTokenRequest(SplittableRandom random) {
        List<ModelToken> all = new ArrayList<>(tokens.values());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size())).request;
    }

    RequestToken tokenOf(StartSession request) {
        return Objects.requireNonNull(request.token());
    }

    // ---- how it goes ----

    private void repeat(ModelToken known, StartSession request, CompletableFuture<StartOutcome> answer) {
        if (!known.request.asksTheSameAs(request)) {
            expectNow(answer, new StartOutcome.Refused(new Refusal.TokenReused(tokenOf(request))));
        } else if (known.session.id != null) {
            expectNow(answer, new StartOutcome.Replayed(known.session.idOrThrow()));
        } else {
            expectLater(
                    answer,
                    () -> known.session.id == null ? null : new StartOutcome.Replayed(known.session.idOrThrow()));
        }
    }

    private @Nullable ModelToken knownToken(RequestToken token) {
        ModelToken known = tokens.get(token);
        return known != null && known.expiresNanos <= time.nanoTime() ? null : known;
    }

    private @Nullable Refusal refusalOf(StartSession request) {
        ModelGroup group = groups.get(request.workGroup());
        if (group == null) {
            return new Refusal.UnknownWorkGroup(request.workGroup());
        }
        int dpus = dpusOf(request, group);
        if (!group.view.enabled()) {
            return new Refusal.WorkGroupDisabled(group.name);
        } else if (!config.runtimes().containsKey(group.view.engineVersion())) {
            return new Refusal.NoRuntime(group.view.engineVersion());
        } else if (isFull()) {
            return new Refusal.Overloaded(config.maxQueuedChanges());
        } else if (request.exclusiveKey() != null && keys.contains(request.exclusiveKey())) {
            return new Refusal.ExclusiveKeyTaken(request.exclusiveKey());
        } else if (dpus > config.sessionDpus()) {
            return new Refusal.ExceedsSessionCeiling(config.sessionDpus(), dpus);
        } else if (group.isClosed) {
            return new Refusal.WorkGroupClosing(group.name);
        } else if (group.limit.isPresent() && dpus > group.limit.getAsInt()) {
            return new Refusal.ExceedsBudget(BudgetName.ofWorkGroup(group.name), group.limit.getAsInt(), dpus);
        } else if (dpus > accountLimit) {
            return new Refusal.ExceedsBudget(BudgetName.ACCOUNT, accountLimit, dpus);
        } else if (group.limit.isPresent() && held(group) + dpus > group.limit.getAsInt()) {
            return new Refusal.BudgetFull(
                    BudgetName.ofWorkGroup(group.name), held(group), group.limit.getAsInt(), dpus);
        } else if (held() + dpus > accountLimit) {
            return new Refusal.BudgetFull(BudgetName.ACCOUNT, held(), accountLimit, dpus);
        }
        return admitted.size() == config.maxSessions() ? new Refusal.TooManySessions(config.maxSessions()) : null;
    }

    private int dpusOf(StartSession request, ModelGroup group) {
        return request.dpus().orElse(group.view.sessionDpus().orElse(config.defaultSessionDpus()));
    }

    private ModelGroup newGroup(CreateWorkGroup request) {
        return new ModelGroup(request, Instant.ofEpochMilli(time.epochMillis()));
    }

    private void apply(ModelSession session, CompletableFuture<StartOutcome> answer) {
        // The engine has applied the same change already, so its id is in the answer.
        StartOutcome outcome = answer.getNow(null);
        assertThat(outcome).as("the answer to %s", session).isInstanceOf(StartOutcome.Started.class);
        session.id = ((StartOutcome.Started) outcome).id();
        session.armAfter(config.launchDeadline().toNanos());
        launches.add(session);
    }

    private void apply(List<Op> batch) {
        for (Op op : batch) {
            op.effect.run();
            op.isApplied = true;
        }
        retain();
        List<Deletion> open = new ArrayList<>(deletions);
        deletions.clear();
        open.forEach(this::tryFinish);
        for (ModelSession session : launches) {
            assertThat(Objects.requireNonNull(runtime.launchOf(session.idOrThrow()))
                            .workGroupAttributes())
                    .isEqualTo(session.groupAtStart().attributes());
            if (session.request.attributes().equals(THROWS)) {
                end(session, new StateReason(Cause.LAUNCH_FAILED, "no room"), false);
            }
        }
        launches.clear();
    }

    /** Deadlines that pass at one tick may end their sessions in any order; what the engine chose, its listener saw. */
    private void retain() {
        endedNow.sort(Comparator.comparingInt(each -> endOrder.indexOf(each.idOrThrow())));
        for (ModelSession session : endedNow) {
            ended.addLast(session);
            RequestToken token = session.request.token();
            if (token != null) {
                retained.addLast(new RetainedToken(token, Objects.requireNonNull(tokens.get(token))));
            }
        }
        endedNow.clear();
        endOrder.clear();
    }

    private void tryFinish(Deletion deletion) {
        ModelGroup group = deletion.group;
        boolean startsInFlight = admitted.stream().anyMatch(each -> each.group == group && each.id == null);
        if (startsInFlight) {
            deletions.add(deletion);
        } else if (!deletion.terminateSessions && !live(group).isEmpty()) {
            group.isClosed = false;
            group.changeClaimed = false;
            deletion.outcome = DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS;
        } else {
            StateReason reason = new StateReason(Cause.WORK_GROUP_DELETED, "");
            live(group).forEach(each -> requestTermination(each, reason));
            enqueue(true, () -> {
                groups.remove(group.name);
                groupNames.remove(group.name);
                deletion.outcome = DeleteWorkGroupOutcome.DELETED;
            });
        }
    }

    private void requestTermination(ModelSession session, StateReason reason) {
        requestTermination(session, reason, new ArrayList<>());
    }

    /** Tells the session to end, and later which state that led to; false if it is on its way to its end already. */
    private boolean requestTermination(ModelSession session, StateReason reason, List<SessionState> told) {
        if (session.terminationClaimed || session.endClaimed) {
            return false;
        }
        session.terminationClaimed = true;
        enqueue(true, () -> {
            if (session.move(SessionState.TERMINATING, reason)) {
                session.terminateCalls++;
            }
            told.add(session.state);
        });
        return true;
    }

    private void end(ModelSession session, StateReason reason, boolean computeMayBeThere) {
        if (session.endClaimed) {
            return;
        }
        session.endClaimed = true;
        enqueue(true, () -> {
            boolean asked = session.state == SessionState.TERMINATING;
            StateReason last = asked ? session.reason : reason;
            assertThat(session.move(asked ? SessionState.TERMINATED : SessionState.FAILED, last))
                    .isTrue();
            admitted.remove(session);
            endedNow.add(session);
            session.endedNanos = time.nanoTime();
            if (computeMayBeThere) {
                session.terminateCalls++;
            }
            String key = session.request.exclusiveKey();
            if (key != null) {
                keys.remove(key);
            }
            RequestToken token = session.request.token();
            if (token != null) {
                ModelToken kept = Objects.requireNonNull(tokens.get(token));
                kept.expiresNanos = session.endedNanos + config.tokenRetention().toNanos();
            }
        });
    }

    private void fireDeadlines() {
        long nowTick = time.nanoTime() / TimerWheel.tickNanos();
        for (ModelSession session : new ArrayList<>(admitted)) {
            if (session.dueTick > nowTick) {
                continue;
            }
            session.dueTick = Long.MAX_VALUE;
            switch (session.state) {
                case CREATING, CREATED ->
                    end(
                            session,
                            new StateReason(
                                    Cause.LAUNCH_DEADLINE, "the session was not ready within the launch deadline"),
                            true);
                case TERMINATING -> end(session, new StateReason(Cause.REQUESTED, "unused"), true);
                case IDLE -> requestTermination(session, new StateReason(Cause.IDLE_TIMEOUT, ""));
                case DEGRADED -> requestTermination(session, new StateReason(Cause.DEGRADED_TIMEOUT, ""));
                default -> throw new AssertionError("no deadline runs for " + session);
            }
        }
    }

    /** The bytes of what ended sessions keep; a work group as it was that several of them share counts once. */
    private int retainedBytes() {
        Set<WorkGroup> shared = Collections.newSetFromMap(new IdentityHashMap<>());
        ended.forEach(session -> shared.add(session.groupAtStart()));
        return ended.stream().mapToInt(ModelSession::opaqueBytes).sum()
                + shared.stream()
                        .mapToInt(group ->
                                group.attributes().size() + group.tags().size())
                        .sum();
    }

    private void evict() {
        long now = time.nanoTime();
        while (retained.size() > config.maxRetainedTokens()
                || (!retained.isEmpty() && retained.getFirst().kept.expiresNanos <= now)) {
            RetainedToken oldest = retained.removeFirst();
            tokens.remove(oldest.token, oldest.kept);
        }
        while (ended.size() > config.maxRetainedSessions()
                || retainedBytes() > config.maxRetainedAttributeBytes()
                || (!ended.isEmpty()
                        && now - ended.getFirst().endedNanos
                                >= config.sessionRetention().toNanos())) {
            ended.removeFirst();
        }
    }

    private @Nullable List<Op> takeDurable() {
        List<Op> batch = inFlight;
        if (batch == null || !isDurable) {
            return null;
        }
        inFlight = null;
        return batch;
    }

    private boolean isFull() {
        return queue.size() >= config.maxQueuedChanges();
    }

    private boolean isKnown(ModelSession session) {
        return ended.contains(session) || admitted.contains(session);
    }

    private Optional<BudgetView> budget(BudgetName name) {
        if (name.workGroup().isEmpty()) {
            return Optional.of(new BudgetView(name, OptionalInt.of(accountLimit), held()));
        }
        ModelGroup group = groups.get(name.workGroup().get());
        return group == null ? Optional.empty() : Optional.of(new BudgetView(name, group.limit, held(group)));
    }

    private int held() {
        return admitted.stream().mapToInt(each -> each.dpus).sum();
    }

    private int held(ModelGroup group) {
        return admitted.stream()
                .filter(each -> each.group == group)
                .mapToInt(each -> each.dpus)
                .sum();
    }

    /** By id, as the engine's own order within a batch is by state and then by id. */
    private List<ModelSession> live(ModelGroup group) {
        return admitted.stream()
                .filter(each -> each.group == group && each.id != null)
                .sorted(Comparator.comparing(ModelSession::state)
                        .thenComparing(ModelSession::idOrThrow, Comparator.reverseOrder()))
                .toList();
    }

    private Op enqueue(boolean hasFact, Runnable effect) {
        Op op = new Op(hasFact, effect);
        queue.addLast(op);
        return op;
    }

    private <T> void expectNow(CompletableFuture<T> answer, T expected) {
        assertThat(answer).isCompletedWithValue(expected);
    }

    /** Expects what the supplier gives, as soon as it is not null, and nothing before. */
    private <T> void expectLater(CompletableFuture<T> answer, Supplier<@Nullable T> expected) {
        answers.add(new ExpectedAnswer(answer, expected));
    }

    private Engine engine() {
        return Objects.requireNonNull(engine);
    }

    /** What a runtime can report. */
    enum Report {
        LAUNCHED,
        READY,
        BUSY,
        DEGRADED,
        FAILED,
        ENDED
    }

    private record ExpectedAnswer(CompletableFuture<?> answer, Supplier<?> expected) {
        /** Compares; true if the answer is given. */
        boolean check() {
            Object value = expected.get();
            assertThat(answer.getNow(null)).isEqualTo(value);
            return value != null;
        }
    }

    private record RetainedToken(RequestToken token, ModelToken kept) {}

    private static final class Op {
        private final boolean hasFact;
        private final Runnable effect;
        private boolean isApplied;

        Op(boolean hasFact, Runnable effect) {
            this.hasFact = hasFact;
            this.effect = effect;
        }

        boolean hasFact() {
            return hasFact;
        }
    }

    private static final class Deletion {
        private final ModelGroup group;
        private final boolean terminateSessions;
        private @Nullable DeleteWorkGroupOutcome outcome;

        Deletion(ModelGroup group, boolean terminateSessions) {
            this.group = group;
            this.terminateSessions = terminateSessions;
        }
    }

    private static final class ModelGroup {
        private final String name;
        private WorkGroup view;
        private OptionalInt limit;
        private boolean changeClaimed;
        private boolean isClosed;

        ModelGroup(CreateWorkGroup request, Instant createdAt) {
            this.name = request.name();
            this.view = new WorkGroup(
                    request.name(),
                    request.engineVersion(),
                    createdAt,
                    true,
                    request.sessionDpus(),
                    request.attributes(),
                    request.tags());
            this.limit = request.limitDpus();
        }
    }

    private static final class ModelToken {
        private final StartSession request;
        private final ModelSession session;
        private long expiresNanos = Long.MAX_VALUE;

        ModelToken(StartSession request, ModelSession session) {
            this.request = request;
            this.session = session;
        }
    }

    /** A session as the model knows it. */
    final class ModelSession {
        private final StartSession request;
        private final int dpus;
        private final ModelGroup group;
        private @Nullable SessionId id;
        private @Nullable WorkGroup groupAtStart;
        private @Nullable OpaqueBytes tags;
        private boolean tagsClaimed;
        private SessionState state = SessionState.CREATING;
        private @Nullable StateReason reason;
        private boolean launchClaimed;
        private boolean terminationClaimed;
        private boolean endClaimed;
        private int terminateCalls;
        private long dueTick = Long.MAX_VALUE;
        private long endedNanos;

        private ModelSession(StartSession request, int dpus, ModelGroup group) {
            this.request = request;
            this.dpus = dpus;
            this.group = group;
        }

        @Nullable
        SessionId id() {
            return id;
        }

        SessionId idOrThrow() {
            return Objects.requireNonNull(id);
        }

        int dpus() {
            return dpus;
        }

        WorkGroup groupAtStart() {
            return Objects.requireNonNull(groupAtStart);
        }

        @Nullable
        OpaqueBytes tags() {
            return tags;
        }

        private int opaqueBytes() {
            return request.attributes().size() + (tags == null ? 0 : tags.size());
        }

        SessionState state() {
            return state;
        }

        @Nullable
        StateReason reason() {
            return reason;
        }

        int terminateCalls() {
            return terminateCalls;
        }

        private boolean move(SessionState next, @Nullable StateReason why) {
            if (!state.canBecome(next)) {
                return false;
            }
            state = next;
            reason = why;
            switch (next) {
                case IDLE, DEGRADED -> armAfter(request.idleTimeout().toNanos());
                case TERMINATING -> armAfter(config.terminateDeadline().toNanos());
                case BUSY, TERMINATED, FAILED -> dueTick = Long.MAX_VALUE;
                case CREATING, CREATED -> {}
            }
            return true;
        }

        private void armAfter(long nanos) {
            long tick = TimerWheel.tickNanos();
            dueTick = Math.max((time.nanoTime() + nanos + tick - 1) / tick, time.nanoTime() / tick + 1);
        }

        @Override
        public String toString() {
            return id + " " + state + " " + request;
        }
    }
}
