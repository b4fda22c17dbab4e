package dev.berth.engine.pipeline;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionState;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.CalculationStatus;
import dev.berth.engine.session.RuntimePlaces;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionStatus;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.engine.time.TimerWheel;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.TimeSource;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each fact and observation does to the state: the table, the deadlines, and what an end gives back. The same for a
 * fact that was just journaled and for one read at recovery. Applier thread only.
 */
final class StateFold {
    private static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 4;

    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final TimerWheel deadlines;
    private final StateCopy copy;
    private final TimeSource time;
    private final SchedulerStats stats;
    private final long launchDeadlineNanos;
    private final long terminateDeadlineNanos;
    /** What has happened before was in another process, as far as the clock tells. */
    private final long firstMillis;

    private long batchNanos;

    private final Map<SessionState, SessionStatus> lastStatuses = new EnumMap<>(SessionState.class);

    private boolean recovering = true;

    StateFold(
            SessionTable table,
            CapacityAllocator allocator,
            IdempotencyCache tokens,
            TimerWheel deadlines,
            StateCopy copy,
            TimeSource time,
            SchedulerStats stats,
            Duration launchDeadline,
            Duration terminateDeadline) {
        this.table = table;
        this.allocator = allocator;
        this.tokens = tokens;
        this.deadlines = deadlines;
        this.copy = copy;
        this.time = time;
        this.stats = stats;
        this.firstMillis = time.epochMillis();
        this.launchDeadlineNanos = saturatedNanos(launchDeadline);
        this.terminateDeadlineNanos = saturatedNanos(terminateDeadline);
    }

    /** A batch is about to be applied: all of it happens now, for reading the clock costs as much as many a change. */
    void batchBegins() {
        batchNanos = time.nanoTime();
    }

    void started(SessionRecord session) {
        copy.added(session);
        table.add(session);
        armDeadline(session);
    }

    /** Adds a session as a snapshot has it. Recovery only. */
    void restored(SessionRecord session) {
        table.add(session);
        if (session.state().isEnded()) {
            table.retain(session, monotonic(session.status().sinceMillis()));
        } else {
            boolean isEnding = session.state() == SessionState.TERMINATING;
            arm(session, isEnding ? terminateDeadlineNanos : launchDeadlineNanos);
        }
    }

    /** Notes a launch; false if the session was told to end, or ended, before. */
    boolean launched(SessionRecord session, OpaqueBytes handle, long atMillis) {
        copy.beforeChange(session);
        session.setLaunched(handle);
        return moved(session, SessionState.CREATED, null, atMillis);
    }

    /** Moves a session to a state; false, and nothing happens, if its state does not allow that. */
    boolean moved(SessionRecord session, SessionState state, @Nullable StateReason reason, long atMillis) {
        if (!session.state().canBecome(state)) {
            return false;
        }
        copy.beforeChange(session);
        SessionStatus before = session.status();
        table.move(session, reason == null ? shared(state, atMillis) : new SessionStatus(state, reason, atMillis));
        countMove(before, session.status());
        armDeadline(session);
        return true;
    }

    /** Sessions that enter a state in the same millisecond share their status: it is one object less to keep for each. */
    private SessionStatus shared(SessionState state, long atMillis) {
        SessionStatus last = lastStatuses.get(state);
        if (last == null || last.sinceMillis() != atMillis) {
            last = new SessionStatus(state, null, atMillis);
            lastStatuses.put(state, last);
        }
        return last;
    }

    private void countMove(SessionStatus before, SessionStatus now) {
        if (!recovering && before.sinceMillis() >= firstMillis) {
            stats.sessionMoved(before.state(), now.state(), Math.max(0, now.sinceMillis() - before.sinceMillis()));
        }
    }

    /** Ends a session, whatever its state, and gives back all it held. The end was claimed, so this happens once. */
    void ended(SessionRecord session, StateReason reason, long atMillis) {
        copy.beforeChange(session);
        SessionStatus before = session.status();
        boolean asked = before.state() == SessionState.TERMINATING;
        SessionState end = asked ? SessionState.TERMINATED : SessionState.FAILED;
        CalculationRecord unfinished = session.unfinished();
        table.move(session, new SessionStatus(end, asked ? before.reason() : reason, atMillis));
        deadlines.cancel(session);
        if (unfinished != null) {
            finished(unfinished, endWithSession(asked, reason), atMillis);
        }
        countMove(before, session.status());
        allocator.release(session.workGroup().budget(), session.dpus());
        RuntimePlaces places = session.workGroup().places();
        if (places != null) {
            places.giveBack();
        }
        String key = session.exclusiveKey();
        if (key != null) {
            table.unclaimExclusiveKey(key);
        }
        long endedNanos = monotonic(atMillis);
        if (session.token() != null) {
            tokens.sessionEnded(session.request(), session.id(), endedNanos);
        }
        table.retain(session, endedNanos);
    }

    /** Accepts a calculation, whose slot is claimed; false, and nothing happens, if its session was told to end or ended. */
    boolean submitted(CalculationRecord calculation) {
        SessionRecord session = calculation.session();
        if (session.state() == SessionState.TERMINATING || session.state().isEnded()) {
            return false;
        }
        copy.beforeChange(session);
        calculation.setStatus(
                new CalculationStatus(CalculationState.CREATING, "", calculation.submittedMillis(), false));
        table.calculations().add(calculation);
        if (session.state() == SessionState.IDLE) {
            moved(session, SessionState.BUSY, null, calculation.submittedMillis());
        }
        return true;
    }

    /** Notes that a calculation was told to stop; false, and nothing happens, if it has ended. */
    boolean stopping(CalculationRecord calculation, long atMillis) {
        if (!calculation.isUnfinished()) {
            return false;
        }
        copy.beforeChange(calculation.session());
        calculation.setStatus(new CalculationStatus(CalculationState.CANCELING, "", atMillis, false));
        return true;
    }

    /**
     * Ends a calculation; false, and nothing happens, if it has ended. Whoever sees its end sees its session IDLE and may give
     * that the next one.
     */
    boolean finished(CalculationRecord calculation, CalculationEnd end, long atMillis) {
        if (!calculation.isUnfinished()) {
            return false;
        }
        if (!recovering) {
            stats.calculationEnded(end.state(), Math.max(0, atMillis - calculation.submittedMillis()));
        }
        SessionRecord session = calculation.session();
        copy.beforeChange(session);
        if (session.state() == SessionState.BUSY) {
            moved(session, SessionState.IDLE, null, atMillis);
        }
        session.calculations().freeSlot(calculation);
        calculation.setStatus(new CalculationStatus(end.state(), end.detail(), atMillis, end.hasOutput()));
        table.calculations().finish(calculation, monotonic(atMillis));
        return true;
    }

    /** Adds a calculation as a snapshot has it. Recovery only. */
    void restored(CalculationRecord calculation) {
        table.calculations().add(calculation);
        if (!calculation.isUnfinished()) {
            table.calculations().retain(calculation, nowNanos());
        }
    }

    void tagged(SessionRecord session, OpaqueBytes tags) {
        table.tag(session, tags);
    }

    void workGroupCreated(WorkGroupRecord workGroup) {
        table.add(workGroup);
    }

    void workGroupChanged(WorkGroupRecord workGroup, WorkGroup changed) {
        workGroup.setView(changed);
    }

    void workGroupDeleted(WorkGroupRecord workGroup) {
        table.remove(workGroup);
    }

    void budgetResized(BudgetName name, OptionalInt limitDpus) {
        if (name.workGroup().isEmpty()) {
            allocator.resizeAccount(limitDpus.orElseThrow());
            return;
        }
        WorkGroupRecord workGroup = table.workGroup(name.workGroup().get());
        if (workGroup != null) {
            allocator.resize(workGroup.budget(), limitDpus);
        }
    }

    /** What is applied from now on happens now, and is counted. */
    void recoveryEnded() {
        recovering = false;
    }

    private static CalculationEnd endWithSession(boolean asked, StateReason reason) {
        return asked
                ? new CalculationEnd(CalculationState.CANCELED, "The session was terminated.", false)
                : new CalculationEnd(CalculationState.FAILED, "The session failed: " + reason.detail(), false);
    }

    private void armDeadline(SessionRecord session) {
        switch (session.state()) {
            case CREATING -> arm(session, launchDeadlineNanos);
            case CREATED -> {
                // The deadline of CREATING goes on: it is for becoming ready.
            }
            case IDLE, DEGRADED -> arm(session, saturatedNanos(session.idleTimeout()));
            case TERMINATING -> arm(session, terminateDeadlineNanos);
            case BUSY, TERMINATED, FAILED -> deadlines.cancel(session);
        }
    }

    private void arm(SessionRecord session, long delayNanos) {
        deadlines.arm(session, nowNanos() + delayNanos);
    }

    /** When something that is applied now happened. Only a recovery applies what happened long ago. */
    long monotonic(long atMillis) {
        long ago = recovering ? Math.max(0, time.epochMillis() - atMillis) : 0;
        return nowNanos() - TimeUnit.MILLISECONDS.toNanos(ago);
    }

    private long nowNanos() {
        return recovering ? time.nanoTime() : batchNanos;
    }

    private static long saturatedNanos(Duration duration) {
        return duration.toSeconds() > MAX_DELAY_NANOS / 1_000_000_000L ? MAX_DELAY_NANOS : duration.toNanos();
    }
}
