package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.ErrorCode;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.SessionPromises.Known;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The promises of the design, held against all that callers did, were answered and were shown over all the lives of an engine.
 * Every call goes through here; each look compares everything that can be seen.
 */
final class Promises {
    private static final int LOOKS_PER_LIST = 20;

    private final SessionPromises sessions;
    private final StartPromises starts;
    private final WorkGroupPromises workGroups;
    private final CalculationPromises calculations;
    private final List<Open<?>> open = new ArrayList<>();
    private boolean mayFail;
    private boolean isStopped;
    private int looks;

    /** @param config the limits that hold in every life */
    Promises(EngineConfig config) {
        sessions = new SessionPromises(config.maxRetainedSessions());
        starts = new StartPromises(config, sessions);
        calculations = new CalculationPromises(sessions);
        workGroups = new WorkGroupPromises(Callers.WORK_GROUPS);
    }

    /** What a call does, which decides when it may be answered. */
    private enum Kind {
        /** It starts a session. */
        START,
        /** It ends a session, or tells that this was done, which a failed engine still can. */
        END,
        /** It changes something else. */
        CHANGE
    }

    /** A call that is under way. */
    private record Open<T>(Kind kind, CompletableFuture<T> answer, Consumer<T> onAnswer, Consumer<ErrorCode> onFault) {}

    SessionPromises sessions() {
        return sessions;
    }

    CalculationPromises calculations() {
        return calculations;
    }

    WorkGroupPromises workGroups() {
        return workGroups;
    }

    /** Whether calls have no answer yet. */
    boolean areCallsOpen() {
        return !open.isEmpty();
    }

    // ---- calls ----

    void start(Engine engine, StartSession request, Room room) {
        StartPromises.Call call = starts.start(engine, request, room);
        open.add(new Open<>(
                Kind.START,
                call.answer(),
                outcome -> starts.answered(call, outcome),
                code -> starts.failed(call, code.isOutcomeUnknown())));
    }

    void terminate(Engine engine, SessionId id) {
        Known session = sessions.find(id);
        boolean isThere = engine.session(id).isPresent();
        open.add(new Open<>(
                Kind.END,
                engine.terminateSession(id),
                state -> {
                    boolean isTrue = state.isEmpty()
                            ? !isThere
                            : session != null
                                    && (state.get() == SessionState.TERMINATING
                                            || state.get().isEnded())
                                    && (session.isForgotten() || session.isAtLeastEnding());
                    require(isTrue, "the end of " + id + " was answered with " + state);
                },
                code -> {}));
    }

    void replaceTags(Engine engine, Known session, @Nullable OpaqueBytes seen, OpaqueBytes tags) {
        Replacement<Optional<OpaqueBytes>> replacement =
                Replacement.begin(session.tags(), Optional.ofNullable(seen), Optional.of(tags));
        open.add(new Open<>(
                Kind.CHANGE,
                engine.replaceTags(session.shown().id(), seen, tags),
                outcome -> {
                    if (!session.isForgotten()) {
                        replacement.answered(outcome);
                    }
                },
                code -> failed(code, replacement::didNotHappen)));
    }

    void calculate(Engine engine, StartCalculation request) {
        CalculationPromises.Call call = calculations.start(engine, request);
        open.add(new Open<>(
                Kind.START,
                call.answer(),
                outcome -> calculations.answered(call, outcome),
                code -> calculations.failed(call, code.isOutcomeUnknown())));
    }

    void stopCalculation(Engine engine, CalculationId id) {
        boolean isThere = engine.calculation(id).isPresent();
        open.add(new Open<>(
                Kind.END,
                engine.stopCalculation(id),
                state -> require(
                        state.isEmpty()
                                ? !isThere
                                : state.get() == CalculationState.CANCELING
                                        || state.get().isFinal(),
                        "the stop of " + id + " was answered with " + state),
                code -> {}));
    }

    void createWorkGroup(Engine engine, CreateWorkGroup request) {
        boolean isTaken = !workGroups.contentOf(request.name()).shown().equals(WorkGroupPromises.none())
                || workGroups.contentOf(request.name()).isChanging();
        workGroups.creationAsked(request);
        open.add(new Open<>(
                Kind.CHANGE,
                engine.createWorkGroup(request),
                outcome -> {
                    if (outcome == CreateWorkGroupOutcome.CREATED) {
                        workGroups.creationAcknowledged(request);
                    } else {
                        require(outcome != CreateWorkGroupOutcome.NAME_TAKEN || isTaken, request.name() + " was free");
                        workGroups.creationRefused(request);
                    }
                },
                code -> failed(code, () -> workGroups.creationRefused(request))));
    }

    void replaceWorkGroup(Engine engine, WorkGroup seen, WorkGroup changed) {
        Replacement<OpaqueBytes> replacement =
                Replacement.begin(workGroups.contentOf(seen.name()), seen.attributes(), changed.attributes());
        open.add(new Open<>(
                Kind.CHANGE,
                engine.replaceWorkGroup(seen, changed),
                replacement::answered,
                code -> failed(code, replacement::didNotHappen)));
    }

    void deleteWorkGroup(Engine engine, String name, boolean terminateSessions) {
        workGroups.deletionAsked(name);
        open.add(new Open<>(
                Kind.CHANGE,
                engine.deleteWorkGroup(name, terminateSessions),
                outcome -> {
                    if (outcome == DeleteWorkGroupOutcome.DELETED) {
                        workGroups.deletionAcknowledged(name);
                    } else {
                        workGroups.deletionRefused(name);
                    }
                },
                code -> failed(code, () -> workGroups.deletionRefused(name))));
    }

    void resize(Engine engine, BudgetName name, OptionalInt limitDpus) {
        Register<Optional<OptionalInt>> register = workGroups.limitOf(name);
        register.asked(Optional.of(limitDpus));
        open.add(new Open<>(
                Kind.CHANGE,
                engine.resizeBudget(name, limitDpus),
                budget -> {
                    if (budget.map(BudgetView::limitDpus).equals(Optional.of(limitDpus))) {
                        register.acknowledged(Optional.of(limitDpus));
                    } else {
                        require(
                                budget.isEmpty(),
                                "the limit was to be " + limitDpus + ", and is answered as " + budget);
                        register.refused(Optional.of(limitDpus));
                    }
                },
                code -> failed(code, () -> register.refused(Optional.of(limitDpus)))));
    }

    /**
     * An attempt to replace a value. One that is made while another is under way, or after it saw something else, is told so,
     * perhaps later, and changes nothing.
     */
    private record Replacement<T>(Register<T> register, T value, boolean isStale) {

        static <T> Replacement<T> begin(Register<T> register, T seen, T value) {
            boolean isStale = register.isChanging() || !register.shown().equals(seen);
            if (!isStale) {
                register.asked(value);
            }
            return new Replacement<>(register, value, isStale);
        }

        void answered(ReplaceOutcome outcome) {
            if (outcome == ReplaceOutcome.REPLACED) {
                require(!isStale, value + " replaced something else than what was seen");
                register.acknowledged(value);
                return;
            }
            require(
                    outcome != ReplaceOutcome.STALE || isStale,
                    value + " was refused, and what was seen is what is there");
            didNotHappen();
        }

        void didNotHappen() {
            if (!isStale) {
                register.refused(value);
            }
        }
    }

    private static void failed(ErrorCode code, Runnable ifItDidNotHappen) {
        if (!code.isOutcomeUnknown()) {
            ifItDidNotHappen.run();
        }
    }

    // ---- looks ----

    /** A process begins. */
    void lifeBegins() {
        mayFail = false;
        isStopped = false;
        sessions.lifeBegins();
    }

    /** From now on in this life, calls may fail. */
    void mayFail() {
        mayFail = true;
    }

    /** The engine stops in order: calls that it has not given to the journal fail, and what they had claimed is not given back. */
    void stops() {
        mayFail = true;
        isStopped = true;
    }

    /** Looks at all that the engine shows, and takes the answers that came. */
    void look(Engine engine) {
        EngineSnapshot snapshot = engine.snapshot();
        boolean hasFailed = snapshot.failed();
        require(!hasFailed || mayFail, "the engine has failed");
        workGroups.look(engine);
        takeAnswers(hasFailed, EnumSet.of(Kind.START));
        starts.compareReplays();
        sessions.look(engine);
        calculations.look(engine);
        takeAnswers(hasFailed, EnumSet.of(Kind.END, Kind.CHANGE));
        if (hasFailed || isStopped) {
            return;
        }
        lookAtSums(engine, snapshot);
        if (++looks % LOOKS_PER_LIST == 0) {
            lookAtLists(engine);
        }
    }

    /** Looks at what a new engine has made of the journal, and finds out what became of the calls that have no answer. */
    void lookAfterRestart(Engine engine) {
        workGroups.look(engine);
        workGroups.outcomesAreKnown();
        sessions.unexpected(engine)
                .forEach(id -> starts.adopt(engine.session(id).orElseThrow()));
        starts.outcomesAreKnown();
        sessions.look(engine);
        calculations.lookAfterRestart(engine);
        sessions.requireGivenToRuntimes();
        sessions.all().forEach(session -> session.tags().settle());
        lookAtSums(engine, engine.snapshot());
        lookAtLists(engine);
    }

    /** The process is over, and nobody gets an answer any more. */
    void lifeEnds() {
        open.stream().filter(each -> each.answer.isCompletedExceptionally()).forEach(each -> take(each, true));
        open.clear();
        starts.lifeEnds();
        calculations.lifeEnds();
    }

    private void takeAnswers(boolean hasFailed, Set<Kind> kinds) {
        if (open.isEmpty()) {
            return;
        }
        List<Open<?>> done = open.stream()
                .filter(each -> kinds.contains(each.kind) && each.answer.isDone())
                .toList();
        open.removeAll(done);
        done.forEach(each -> take(each, hasFailed));
    }

    private <T> void take(Open<T> call, boolean hasFailed) {
        T answer;
        try {
            answer = call.answer.join();
        } catch (CompletionException e) {
            SchedulerException fault = (SchedulerException) Objects.requireNonNull(e.getCause());
            require(fault.code() != ErrorCode.BROKEN && mayFail, "a call failed: " + fault);
            call.onFault.accept(fault.code());
            return;
        }
        require(!hasFailed || call.kind == Kind.END, "answered after a failure: " + answer);
        call.onAnswer.accept(answer);
    }

    private void lookAtSums(Engine engine, EngineSnapshot snapshot) {
        int admitted = starts.admittedDpus();
        int held = engine.budget(BudgetName.ACCOUNT).orElseThrow().heldDpus();
        int live = sessions.liveDpus();
        require(
                held == live + admitted && snapshot.claimedDpus() == admitted,
                "the account holds " + held + " DPUs, its sessions " + live + ", its starts " + admitted + " or "
                        + snapshot.claimedDpus());
        sessions.requireDistinctKeys();
        int count = sessions.liveCount() + starts.admittedCount();
        require(snapshot.liveSessions() == count, snapshot.liveSessions() + " sessions are live, not " + count);
        require(snapshot.auditDifferenceDpus() == 0, "the audit finds " + snapshot.auditDifferenceDpus() + " DPUs");
    }

    private void lookAtLists(Engine engine) {
        sessions.all().stream()
                .filter(session -> !session.isForgotten())
                .forEach(session ->
                        calculations.lookAtList(engine, session.shown().id()));
        sessions.lookAtLists(engine, starts.admittedDpusByWorkGroup());
        List<SessionId> unexpected = List.copyOf(sessions.unexpected(engine));
        require(unexpected.isEmpty(), "nobody was told of " + unexpected);
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new AssertionError(otherwise);
        }
    }
}
