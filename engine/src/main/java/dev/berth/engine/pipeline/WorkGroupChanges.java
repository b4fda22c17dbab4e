package dev.berth.engine.pipeline;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import dev.berth.api.WorkGroup;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.WorkGroupRecord;
import java.util.Optional;
import java.util.OptionalInt;

/** The changes of work groups and budgets. */
public final class WorkGroupChanges {
    private WorkGroupChanges() {}

    /** A work group is created. Its name is claimed. */
    public static final class Created extends AnsweredChange<CreateWorkGroupOutcome> {
        private final WorkGroupRecord workGroup;

        /** The creation of a work group with the given limit. */
        public Created(WorkGroupRecord workGroup, OptionalInt limitDpus, Answer<CreateWorkGroupOutcome> answer) {
            super(new Fact.WorkGroupCreated(workGroup.view(), limitDpus), answer);
            this.workGroup = workGroup;
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().workGroupCreated(workGroup);
            answer().decide(CreateWorkGroupOutcome.CREATED);
        }
    }

    /** A work group is replaced. Its change is claimed. */
    public static final class Replaced extends AnsweredChange<ReplaceOutcome> {
        private final WorkGroupRecord workGroup;
        private final WorkGroup changed;

        /** The change of a work group. */
        public Replaced(WorkGroupRecord workGroup, WorkGroup changed, Answer<ReplaceOutcome> answer) {
            super(new Fact.WorkGroupChanged(changed), answer);
            this.workGroup = workGroup;
            this.changed = changed;
        }

        @Override
        protected void takePlace() {
            workGroup.setLastInOrder(changed);
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().workGroupChanged(workGroup, changed);
            workGroup.unclaimChange();
            answer().decide(ReplaceOutcome.REPLACED);
        }
    }

    /**
     * A work group is to be deleted. Its change is claimed and its budget closed, so nothing new is admitted; starts that
     * were admitted before may still be on their way, and are waited for. Then it is known whether there are live
     * sessions, and the deletion either goes on or is called off.
     */
    public static final class DeletionBegun extends AnsweredChange<DeleteWorkGroupOutcome> {
        private final WorkGroupRecord workGroup;
        private final boolean terminateSessions;

        /** The beginning of a deletion. */
        public DeletionBegun(
                WorkGroupRecord workGroup, boolean terminateSessions, Answer<DeleteWorkGroupOutcome> answer) {
            super(null, answer);
            this.workGroup = workGroup;
            this.terminateSessions = terminateSessions;
        }

        @Override
        protected void apply(Applier applier) {
            applier.finishLater(this);
        }

        void tryFinish(Applier applier) {
            if (applier.allocator().claimed(workGroup.budget()) > 0) {
                applier.finishLater(this);
            } else if (workGroup.index().live() > 0 && !terminateSessions) {
                applier.allocator().setClosed(workGroup.budget(), false);
                workGroup.unclaimChange();
                answer().decide(DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS);
            } else {
                terminateAll(applier);
                applier.queue().offer(new Deleted(workGroup, answer()));
            }
        }

        private void terminateAll(Applier applier) {
            StateReason reason = new StateReason(Cause.WORK_GROUP_DELETED, "");
            for (SessionRecord session : workGroup.index().liveSessions()) {
                if (session.claimTermination()) {
                    applier.queue()
                            .offer(new SessionChanges.TerminationRequested(session, reason, applier.nowMillis(), null));
                }
            }
        }
    }

    /** A work group is deleted. */
    private static final class Deleted extends AnsweredChange<DeleteWorkGroupOutcome> {
        private final WorkGroupRecord workGroup;

        Deleted(WorkGroupRecord workGroup, Answer<DeleteWorkGroupOutcome> answer) {
            super(new Fact.WorkGroupDeleted(workGroup.name()), answer);
            this.workGroup = workGroup;
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().workGroupDeleted(workGroup);
            answer().decide(DeleteWorkGroupOutcome.DELETED);
        }
    }

    /** A budget gets another limit. */
    public static final class Resized extends AnsweredChange<Optional<BudgetView>> {
        private final BudgetName name;
        private final OptionalInt limitDpus;

        /** The change of a limit. */
        public Resized(BudgetName name, OptionalInt limitDpus, Answer<Optional<BudgetView>> answer) {
            super(new Fact.BudgetResized(name, limitDpus), answer);
            this.name = name;
            this.limitDpus = limitDpus;
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().budgetResized(name, limitDpus);
            answer().decide(applier.budget(name));
        }
    }
}
