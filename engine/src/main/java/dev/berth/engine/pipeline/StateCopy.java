package dev.berth.engine.pipeline;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationState;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.journal.StateCodec;
import dev.berth.engine.journal.StateItem;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.CalculationStatus;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionStatus;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.spi.Journal;
import dev.berth.spi.TimeSource;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Copies the state, exactly as it is after one batch, into a snapshot of the journal: a few items at a time, between batches
 * that go on changing it. Applier thread only, so no reader and no caller ever waits for it.
 *
 * <p>Copy on write: a session that is about to change is copied first, if its turn has not come; one that is new is marked
 * as not to be copied. Each session carries the number of the last copy that has dealt with it. Ended sessions,
 * calculations and tokens are copied in the order of their ends, and before they are forgotten. A calculation that has not ended
 * is copied with its session. Tags alone may be newer than the batch: the fact that replaces them follows, and replaces them by
 * the same.
 */
final class StateCopy {
    private static final int PART_BYTES = 256 << 10;

    private final Journal journal;
    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final TimeSource time;
    private final int itemsOfAStep;
    private final Runnable whenReady;
    private int number;
    private @Nullable Run run;

    /**
     * A copy of nothing yet.
     *
     * @param itemsOfAStep what one step copies at most
     * @param whenReady wakes the applier when the journal can take more
     */
    StateCopy(
            Journal journal,
            SessionTable table,
            CapacityAllocator allocator,
            IdempotencyCache tokens,
            TimeSource time,
            int itemsOfAStep,
            Runnable whenReady) {
        this.journal = journal;
        this.table = table;
        this.allocator = allocator;
        this.tokens = tokens;
        this.time = time;
        this.itemsOfAStep = itemsOfAStep;
        this.whenReady = whenReady;
    }

    /**
     * Begins a copy if the journal wants one, or goes on with it.
     *
     * @param appliedSequence the last batch that was applied
     * @return false if there is nothing to do until the journal is ready
     */
    boolean step(long appliedSequence) {
        Run current = run;
        if (current == null) {
            return journal.wantsSnapshot() && begin(appliedSequence);
        }
        if (current.writer.isDone()) {
            run = null;
            return false;
        }
        return current.writer.isReady() && current.copySome();
    }

    /** A session is new: it is none of what is copied. */
    void added(SessionRecord session) {
        session.setCopied(number);
    }

    /** A session is about to change: it is copied as it is, unless that was done. An ended one has its place in a tour. */
    void beforeChange(SessionRecord session) {
        Run current = run;
        if (current != null && !session.state().isEnded()) {
            current.copy(session);
        }
    }

    private boolean begin(long appliedSequence) {
        number++;
        run = new Run(journal.beginSnapshot(appliedSequence, whenReady));
        return true;
    }

    /** One copy. */
    private final class Run {
        private final Journal.SnapshotWriter writer;
        private final IdentityHashMap<WorkGroup, Integer> views = new IdentityHashMap<>();
        private final Map<WorkGroupRecord, Integer> groups = new HashMap<>();
        private final Map<WorkGroupRecord, Group> groupsLeft = new LinkedHashMap<>();
        private final Iterator<SessionRecord> sessions;
        private final long nowMillis = time.epochMillis();
        private final long nowNanos = time.nanoTime();
        private ByteBuffer part = newPart();
        private boolean isFinished;

        Run(Journal.SnapshotWriter writer) {
            this.writer = writer;
            put(new StateItem.AccountLimit(allocator.viewAccount().limitDpus().orElseThrow()));
            for (WorkGroupRecord each : table.workGroups(null, Integer.MAX_VALUE)) {
                OptionalInt limitDpus = allocator.view(each.budget()).limitDpus();
                groupsLeft.put(each, new Group(each.view(), limitDpus, false));
            }
            sessions = table.sessions();
            table.tourEnded(this::copyNow);
            table.calculations().tourEnded(this::copyCalculation);
            tokens.tourRetained(this::copyToken);
        }

        boolean copySome() {
            if (isFinished) {
                return false;
            }
            for (int i = 0; i < itemsOfAStep; i++) {
                if (!copyNext()) {
                    isFinished = true;
                    send();
                    writer.finish();
                    break;
                }
            }
            return true;
        }

        /** False if all is copied. Ended sessions come before live ones only because their tour is easily told from the rest. */
        private boolean copyNext() {
            if (!groupsLeft.isEmpty()) {
                numberOf(groupsLeft.keySet().iterator().next());
                return true;
            }
            if (table.visitNextEnded()) {
                return true;
            }
            if (sessions.hasNext()) {
                SessionRecord session = sessions.next();
                // One that has ended is copied already: by the tour, or right before its end.
                if (!session.state().isEnded()) {
                    copy(session);
                }
                return true;
            }
            return table.calculations().visitNextEnded() || tokens.visitNextRetained();
        }

        private void copy(SessionRecord session) {
            if (session.copied() != number) {
                copyNow(session);
            }
        }

        private void copyNow(SessionRecord session) {
            session.setCopied(number);
            SessionStatus status = session.status();
            put(new StateItem.Session(
                    session.id(),
                    session.startedMillis(),
                    session.dpus(),
                    session.request(),
                    numberOf(session.workGroup()),
                    numberOf(session.workGroupAtStart()),
                    journaled(status.state(), session.launched()),
                    status.state() == SessionState.DEGRADED ? null : status.reason(),
                    status.sinceMillis(),
                    session.launched(),
                    session.handle(),
                    session.tags()));
            CalculationRecord unfinished = session.unfinished();
            if (unfinished != null) {
                copyCalculation(unfinished);
            }
        }

        private void copyCalculation(CalculationRecord calculation) {
            CalculationStatus status = requireNonNull(calculation.status());
            put(new StateItem.Calculation(
                    calculation.id(),
                    calculation.submittedMillis(),
                    calculation.request(),
                    status.state() == CalculationState.RUNNING ? CalculationState.CREATING : status.state(),
                    status.detail(),
                    status.sinceMillis(),
                    status.hasOutput()));
        }

        private void copyToken(
                RequestToken token, SessionId session, long digestHigh, long digestLow, long endedNanos) {
            long endedMillis = nowMillis - TimeUnit.NANOSECONDS.toMillis(nowNanos - endedNanos);
            put(new StateItem.Token(token, session, digestHigh, digestLow, endedMillis));
        }

        private int numberOf(WorkGroupRecord record) {
            Integer known = groups.get(record);
            if (known != null) {
                return known;
            }
            Group left = groupsLeft.remove(record);
            // One that was not there when the copy began was deleted before, and is kept by its sessions.
            Group group = left != null ? left : new Group(record.view(), OptionalInt.empty(), true);
            put(new StateItem.Group(numberOf(group.view), group.limitDpus, group.isDeleted));
            groups.put(record, groups.size());
            return groups.size() - 1;
        }

        private int numberOf(WorkGroup view) {
            Integer known = views.get(view);
            if (known != null) {
                return known;
            }
            put(new StateItem.View(view));
            views.put(view, views.size());
            return views.size() - 1;
        }

        private void put(StateItem item) {
            int bytes = StateCodec.byteCount(item);
            if (part.remaining() < bytes) {
                part = ByteBuffer.allocate(part.position() + bytes).put(part.flip());
            }
            StateCodec.encode(item, part);
            if (part.position() >= PART_BYTES) {
                send();
            }
        }

        private void send() {
            writer.write(part.flip());
            part = newPart();
        }
    }

    private static ByteBuffer newPart() {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES + PART_BYTES / 8);
        StateCodec.begin(part);
        return part;
    }

    /** What is journaled of a state: not what was observed of the runtime. */
    private static SessionState journaled(SessionState state, boolean isLaunched) {
        if (state.isEnded() || state == SessionState.TERMINATING) {
            return state;
        }
        return isLaunched ? SessionState.CREATED : SessionState.CREATING;
    }

    /** A work group as it was when the copy began. */
    private record Group(WorkGroup view, OptionalInt limitDpus, boolean isDeleted) {}
}
