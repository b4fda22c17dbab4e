package dev.berth.engine.pipeline;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartSession;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupFactory;
import dev.berth.engine.session.WorkGroupRecord;

/**
 * Reads facts into an empty state: claims what the requests behind them had claimed, and folds them like any other. Then
 * continues every session where the journal leaves it: one that was launched is attached, one that was not is launched,
 * one that was told to end is told again.
 */
final class Recovery {
    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final WorkGroupFactory workGroups;
    private final StateFold fold;

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

    void apply(Fact fact) {
        if (fact instanceof Fact.SessionStarted started) {
            start(started);
        } else if (fact instanceof Fact.SessionLaunched launched) {
            SessionRecord session = sessionOf(launched.id());
            session.claimLaunchReport();
            if (!session.state().isEnded()) {
                fold.launched(session, launched.handle(), launched.atMillis());
            }
        } else if (fact instanceof Fact.TerminationRequested termination) {
            SessionRecord session = sessionOf(termination.id());
            session.claimTermination();
            fold.moved(session, SessionState.TERMINATING, termination.reason(), termination.atMillis());
        } else if (fact instanceof Fact.SessionEnded ended) {
            SessionRecord session = sessionOf(ended.id());
            session.claimEnd();
            fold.ended(session, ended.reason(), ended.atMillis());
        } else if (fact instanceof Fact.WorkGroupCreated created) {
            table.claimWorkGroupName(created.workGroup().name());
            fold.workGroupCreated(workGroups.make(created.workGroup(), created.limitDpus()));
        } else if (fact instanceof Fact.WorkGroupChanged changed) {
            fold.workGroupChanged(workGroupOf(changed.workGroup().name()), changed.workGroup());
        } else if (fact instanceof Fact.WorkGroupDeleted deleted) {
            fold.workGroupDeleted(workGroupOf(deleted.name()));
        } else if (fact instanceof Fact.BudgetResized resized) {
            fold.budgetResized(resized.name(), resized.limitDpus());
        } else if (fact instanceof Fact.SessionTagged tagged) {
            SessionRecord session = table.session(tagged.id());
            if (session != null) {
                fold.tagged(session, tagged.tags());
            }
        }
    }

    void resume(RuntimeCalls runtimes) {
        for (SessionRecord session : table.sessions()) {
            SessionState state = session.state();
            if (state == SessionState.TERMINATING) {
                runtimes.terminate(session);
            } else if (!state.isEnded()) {
                if (session.launched()) {
                    runtimes.attach(session);
                } else {
                    runtimes.launch(session);
                }
            }
        }
    }

    private void start(Fact.SessionStarted started) {
        StartSession request = started.request();
        WorkGroupRecord workGroup = workGroupOf(request.workGroup());
        allocator.restore(workGroup.budget(), started.dpus());
        String key = request.exclusiveKey();
        if (key != null) {
            table.claimExclusiveKey(key);
        }
        if (request.token() != null) {
            tokens.restore(request, started.id());
        }
        fold.started(new SessionRecord(started.id(), request, started.dpus(), workGroup, started.atMillis()));
    }

    private SessionRecord sessionOf(SessionId id) {
        SessionRecord session = table.session(id);
        if (session == null) {
            throw new IllegalStateException("a fact speaks of session " + id + ", which was never started");
        }
        return session;
    }

    private WorkGroupRecord workGroupOf(String name) {
        WorkGroupRecord workGroup = table.workGroup(name);
        if (workGroup == null) {
            throw new IllegalStateException("a fact speaks of work group " + name + ", which was never created");
        }
        return workGroup;
    }
}
