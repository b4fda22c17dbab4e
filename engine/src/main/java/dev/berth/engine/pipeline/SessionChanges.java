package dev.berth.engine.pipeline;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.engine.session.SessionRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes of sessions. */
public final class SessionChanges {
    private SessionChanges() {}

    /** A session was admitted: token, key and DPUs are claimed for it. */
    public static final class Started extends Change {
        private final SessionRecord session;
        private final StartAnswer answer;

        /** The admission of a session, to be answered when it is durable. */
        public Started(SessionRecord session, StartAnswer answer) {
            super(factOf(session, null));
            this.session = session;
            this.answer = answer;
        }

        private static Fact factOf(SessionRecord session, @Nullable WorkGroup admittedUnder) {
            return new Fact.SessionStarted(
                    session.id(), session.startedMillis(), session.dpus(), session.request(), admittedUnder);
        }

        @Override
        protected int extraFactBytes() {
            return FactCodec.byteCount(session.workGroupAtStart());
        }

        /** A work group that was changed after the admission is not what the facts before this one say, so the fact says it. */
        @Override
        @SuppressWarnings("ReferenceEquality") // each change makes another object, and most starts see none
        protected void takePlace() {
            WorkGroup admittedUnder = session.workGroupAtStart();
            if (session.workGroup().lastInOrder() != admittedUnder) {
                setFact(factOf(session, admittedUnder));
            }
        }

        @Override
        protected boolean isAwaited() {
            return true;
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().started(session);
            applier.settleLater(session);
            applier.announce(session);
            if (session.token() != null) {
                session.settleStarted();
            }
            answer.decide(new StartOutcome.Started(session.id()));
            applier.runtimes().launch(session);
        }

        @Override
        protected void fail(SchedulerException cause) {
            if (session.token() != null) {
                session.settleFailed(cause);
            }
            answer.decideFault(cause);
        }
    }

    /** A session's compute exists. */
    static final class Launched extends Change {
        private final SessionRecord session;
        private final OpaqueBytes handle;
        private final long atMillis;

        Launched(SessionRecord session, Fact fact, OpaqueBytes handle, long atMillis) {
            super(fact);
            this.session = session;
            this.handle = handle;
            this.atMillis = atMillis;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().launched(session, handle, atMillis)) {
                applier.announce(session);
            } else if (session.state().isEnded()) {
                // It was given up while it was launching, and now there is something to end.
                applier.runtimes().terminate(session);
            }
        }
    }

    /** A session became IDLE, BUSY or DEGRADED: seen, not journaled. Means nothing where the state does not allow it. */
    static final class Observed extends Change {
        private final SessionRecord session;
        private final SessionState state;
        private final @Nullable StateReason reason;
        private final long atMillis;

        Observed(SessionRecord session, SessionState state, @Nullable StateReason reason, long atMillis) {
            super(null);
            this.session = session;
            this.state = state;
            this.reason = reason;
            this.atMillis = atMillis;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().moved(session, asItIs(), reason, atMillis)) {
                applier.announce(session);
            }
        }

        /** A session whose compute is ready for work is BUSY as long as it has some. */
        private SessionState asItIs() {
            return state == SessionState.IDLE && session.unfinished() != null ? SessionState.BUSY : state;
        }
    }

    /** A session's tags are replaced. The change is claimed. */
    public static final class Tagged extends AnsweredChange<ReplaceOutcome> {
        private final SessionRecord session;
        private final OpaqueBytes tags;

        /** The change of a session's tags. */
        public Tagged(SessionRecord session, OpaqueBytes tags, Answer<ReplaceOutcome> answer) {
            super(new Fact.SessionTagged(session.id(), tags), answer);
            this.session = session;
            this.tags = tags;
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().tagged(session, tags);
            session.unclaimTags();
            answer().decide(ReplaceOutcome.REPLACED);
        }
    }

    /** A session was told to end. */
    public static final class TerminationRequested extends Change {
        private final SessionRecord session;
        private final StateReason reason;
        private final long atMillis;
        private final @Nullable Answer<Optional<SessionState>> answer;

        /**
         * The claimed request to end a session.
         *
         * @param answer told the state that the request led to, or {@code null} if nobody asks
         */
        public TerminationRequested(
                SessionRecord session,
                StateReason reason,
                long atMillis,
                @Nullable Answer<Optional<SessionState>> answer) {
            super(new Fact.TerminationRequested(session.id(), atMillis, reason));
            this.session = session;
            this.reason = reason;
            this.atMillis = atMillis;
            this.answer = answer;
        }

        @Override
        protected boolean isAwaited() {
            return answer != null;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().moved(session, SessionState.TERMINATING, reason, atMillis)) {
                applier.announce(session);
                applier.runtimes().terminate(session);
            }
            if (answer != null) {
                answer.decide(Optional.of(session.state()));
            }
        }

        @Override
        protected void fail(SchedulerException cause) {
            if (answer != null) {
                answer.decideFault(cause);
            }
        }
    }

    /** Somebody wants to know the state to which the end or the termination that another has claimed will lead. */
    public static final class StateAsked extends AnsweredChange<Optional<SessionState>> {
        private final SessionRecord session;

        /** A question for the state. */
        public StateAsked(SessionRecord session, Answer<Optional<SessionState>> answer) {
            super(null, answer);
            this.session = session;
        }

        @Override
        protected void apply(Applier applier) {
            SessionState state = session.state();
            if (state == SessionState.TERMINATING || state.isEnded()) {
                answer().decide(Optional.of(state));
            } else {
                // Whoever claimed the termination, or the end, has yet to queue it.
                applier.queue().offer(this);
            }
        }
    }

    /** A session ended. */
    static final class Ended extends Change {
        private final SessionRecord session;
        private final StateReason reason;
        private final long atMillis;
        private final boolean computeMayBeThere;

        private Ended(SessionRecord session, long atMillis, StateReason reason, boolean computeMayBeThere) {
            super(new Fact.SessionEnded(session.id(), atMillis, reason));
            this.session = session;
            this.reason = reason;
            this.atMillis = atMillis;
            this.computeMayBeThere = computeMayBeThere;
        }

        /** The runtime says that the compute is gone. */
        static Ended reportedByRuntime(SessionRecord session, long atMillis, StateReason reason) {
            return new Ended(session, atMillis, reason, false);
        }

        /** A deadline passed; whatever the runtime has of the session is to go. */
        static Ended byDeadline(SessionRecord session, long atMillis, StateReason reason) {
            return new Ended(session, atMillis, reason, true);
        }

        @Override
        protected void apply(Applier applier) {
            applier.fold().ended(session, reason, atMillis);
            applier.announce(session);
            applier.countEnd(session);
            if (computeMayBeThere) {
                applier.runtimes().terminate(session);
            }
        }
    }
}
