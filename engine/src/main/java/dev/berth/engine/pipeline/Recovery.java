package dev.berth.engine.pipeline;

import dev.berth.api.CalculationState;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionState;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.StateItem;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.CalculationStatus;
import dev.berth.engine.session.RuntimePlaces;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionStatus;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupFactory;
import dev.berth.engine.session.WorkGroupRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Restores a snapshot into an empty state, then reads the facts after it: claims what the requests behind them had claimed,
 * and folds them like any other. A fact about a session that was forgotten since means nothing any more.
 * Then continues every session where the journal leaves it: one that was launched is attached, one that was not is launched,
 * one that was told to end is told again.
 */
final class Recovery {
    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final WorkGroupFactory workGroups;
    private final StateFold fold;
    private final List<WorkGroup> views = new ArrayList<>();
    private final List<WorkGroupRecord> groups = new ArrayList<>();
    private final List<SessionRecord> live = new ArrayList<>();
    private final List<StateItem.Calculation> calculations = new ArrayList<>();
    private final Map<Duration, Duration> idleTimeouts = new HashMap<>();

    Recovery(
            SessionTable table,
            CapacityAllocator allocator,
            IdempotencyCache tokens,
            WorkGroupFactory workGroups,
            StateFold fold) {
        this.table = table;
        this.allocator = allocator;
        this.tokens = tokens;
        this.workGroups = workGroups;
        this.fold = fold;
    }

    /** Restores a piece of a snapshot. */
    void restore(StateItem item) {
        if (item instanceof StateItem.Session session) {
            restore(session);
        } else if (item instanceof StateItem.Calculation calculation) {
            calculations.add(calculation);
        } else if (item instanceof StateItem.Token token) {
            tokens.restoreRetained(
                    token.token(),
                    token.session(),
                    token.digestHigh(),
                    token.digestLow(),
                    fold.monotonic(token.endedMillis()));
        } else if (item instanceof StateItem.View view) {
            views.add(view.workGroup());
        } else if (item instanceof StateItem.Group group) {
            restore(group);
        } else if (item instanceof StateItem.AccountLimit account) {
            allocator.resizeAccount(account.limitDpus());
        }
    }

    private void restore(StateItem.Group group) {
        WorkGroupRecord record = workGroups.make(views.get(group.view()), group.limitDpus());
        groups.add(record);
        if (!group.isDeleted()) {
            table.claimWorkGroupName(record.name());
            fold.workGroupCreated(record);
        }
    }

    private void restore(StateItem.Session item) {
        WorkGroupRecord workGroup = groups.get(item.group());
        SessionRecord session = new SessionRecord(
                item.id(),
                sharing(item.request(), workGroup),
                item.dpus(),
                workGroup,
                views.get(item.view()),
                item.startedMillis());
        SessionStatus status = new SessionStatus(item.state(), item.reason(), item.sinceMillis());
        session.restore(status, item.tags());
        if (item.isLaunched()) {
            session.claimLaunchReport();
            session.setLaunched(item.handle());
        }
        if (item.state() == SessionState.TERMINATING) {
            session.claimTermination();
        }
        if (item.state().isEnded()) {
            session.claimEnd();
            fold.restored(session);
        } else {
            hold(session);
            live.add(session);
        }
    }

    /**
     * Adds the live sessions of the snapshot, once all are read. In the order of their ids, whatever order the snapshot has them in,
     * because an ordered index takes a million in another order twice as long.
     */
    void endSnapshot() {
        live.sort(SessionRecord.OLDEST_FIRST);
        live.forEach(fold::restored);
        live.clear();
        calculations.forEach(this::restore);
        calculations.clear();
    }

    /** Restores a calculation, unless its session was forgotten while the snapshot was made. */
    private void restore(StateItem.Calculation item) {
        SessionRecord session = table.session(item.request().session());
        if (session == null) {
            return;
        }
        CalculationRecord calculation =
                new CalculationRecord(item.id(), session, item.request(), item.submittedMillis());
        calculation.setStatus(new CalculationStatus(item.state(), item.detail(), item.sinceMillis(), item.hasOutput()));
        if (item.state().isFinal()) {
            calculation.claimEnd();
        } else {
            session.calculations().claimSlot(calculation);
        }
        if (item.state() == CalculationState.CANCELING) {
            calculation.claimStop();
        }
        fold.restored(calculation);
    }

    /** Reads a fact that follows the snapshot. */
    void apply(Fact fact) {
        if (fact instanceof Fact.SessionStarted started) {
            start(started);
        } else if (fact instanceof Fact.SessionEnded ended) {
            end(ended);
        } else if (fact instanceof Fact.SessionLaunched launched) {
            SessionRecord session = table.session(launched.id());
            if (session != null
                    && session.claimLaunchReport()
                    && !session.state().isEnded()) {
                fold.launched(session, launched.handle(), launched.atMillis());
            }
        } else if (fact instanceof Fact.TerminationRequested termination) {
            SessionRecord session = table.session(termination.id());
            if (session != null && session.claimTermination()) {
                fold.moved(session, SessionState.TERMINATING, termination.reason(), termination.atMillis());
            }
        } else if (fact instanceof Fact.SessionTagged tagged) {
            SessionRecord session = table.session(tagged.id());
            if (session != null) {
                fold.tagged(session, tagged.tags());
            }
        } else if (fact instanceof Fact.CalculationSubmitted submitted) {
            submit(submitted);
        } else if (fact instanceof Fact.CalculationStopRequested stop) {
            CalculationRecord calculation = table.calculations().calculation(stop.id());
            if (calculation != null && calculation.claimStop()) {
                fold.stopping(calculation, stop.atMillis());
            }
        } else if (fact instanceof Fact.CalculationFinished finished) {
            CalculationRecord calculation = table.calculations().calculation(finished.id());
            if (calculation != null && calculation.claimEnd()) {
                fold.finished(calculation, finished.end(), finished.atMillis());
            }
        } else if (fact instanceof Fact.WorkGroupCreated created) {
            table.claimWorkGroupName(created.workGroup().name());
            fold.workGroupCreated(workGroups.make(created.workGroup(), created.limitDpus()));
        } else if (fact instanceof Fact.WorkGroupChanged changed) {
            fold.workGroupChanged(workGroupOf(changed.workGroup().name()), changed.workGroup());
        } else if (fact instanceof Fact.WorkGroupDeleted deleted) {
            fold.workGroupDeleted(workGroupOf(deleted.name()));
        } else if (fact instanceof Fact.BudgetResized resized) {
            fold.budgetResized(resized.name(), resized.limitDpus());
        }
    }

    void resume(RuntimeCalls runtimes) {
        table.sessions().forEachRemaining(session -> resume(session, runtimes));
    }

    private static void resume(SessionRecord session, RuntimeCalls runtimes) {
        SessionState state = session.state();
        if (state == SessionState.TERMINATING) {
            runtimes.terminate(session);
        } else if (!state.isEnded() && session.launched()) {
            runtimes.attach(session);
            CalculationRecord unfinished = session.unfinished();
            if (unfinished != null && unfinished.isIn(CalculationState.CANCELING)) {
                runtimes.stop(unfinished);
            }
        } else if (!state.isEnded()) {
            runtimes.launch(session);
        }
    }

    private void start(Fact.SessionStarted started) {
        WorkGroupRecord workGroup = workGroupOf(started.request().workGroup());
        StartSession request = sharing(started.request(), workGroup);
        WorkGroup admittedUnder = started.admittedUnder();
        SessionRecord session = new SessionRecord(
                started.id(),
                request,
                started.dpus(),
                workGroup,
                admittedUnder == null ? workGroup.view() : admittedUnder,
                started.atMillis());
        hold(session);
        fold.started(session);
    }

    /** Accepts a calculation, unless it is known: what was accepted once is not accepted again. */
    private void submit(Fact.CalculationSubmitted submitted) {
        SessionRecord session = table.session(submitted.request().session());
        if (session == null || table.calculations().calculation(submitted.id()) != null) {
            return;
        }
        CalculationRecord calculation =
                new CalculationRecord(submitted.id(), session, submitted.request(), submitted.atMillis());
        session.calculations().claimSlot(calculation);
        if (!fold.submitted(calculation)) {
            session.calculations().freeSlot(calculation);
        }
    }

    private void end(Fact.SessionEnded ended) {
        SessionRecord session = table.session(ended.id());
        if (session == null || !session.claimEnd()) {
            throw new IllegalStateException("a fact ends session " + ended.id() + ", which is not live");
        }
        fold.ended(session, ended.reason(), ended.atMillis());
    }

    /** Takes what the request of a live session had claimed. */
    private void hold(SessionRecord session) {
        allocator.restore(session.workGroup().budget(), session.dpus());
        RuntimePlaces places = session.workGroup().places();
        if (places != null) {
            places.restore();
        }
        String key = session.exclusiveKey();
        if (key != null) {
            table.claimExclusiveKey(key);
        }
        RequestToken token = session.token();
        if (token != null) {
            tokens.restore(token, session);
        }
    }

    /** The same request with the parts that most requests have in common, so that each is in memory once. */
    private StartSession sharing(StartSession request, WorkGroupRecord workGroup) {
        Duration idleTimeout = idleTimeouts.computeIfAbsent(request.idleTimeout(), same -> same);
        return new StartSession(
                workGroup.name(),
                request.dpus(),
                idleTimeout,
                request.token(),
                request.exclusiveKey(),
                request.attributes());
    }

    private WorkGroupRecord workGroupOf(String name) {
        WorkGroupRecord workGroup = table.workGroup(name);
        if (workGroup == null) {
            throw new IllegalStateException("a fact speaks of work group " + name + ", which was never created");
        }
        return workGroup;
    }
}
