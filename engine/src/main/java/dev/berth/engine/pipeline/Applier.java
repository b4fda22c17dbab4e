package dev.berth.engine.pipeline;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.ErrorCode;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionListener;
import dev.berth.api.SessionListener.SessionChange;
import dev.berth.api.SessionState;
import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.engine.journal.StateCodec;
import dev.berth.engine.session.SessionCalculations;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionStatus;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupFactory;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.engine.time.TimerWheel;
import dev.berth.spi.Journal;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.TimeSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What changes the state, one thread at a time. It gathers what is queued into a batch, hands the batch's facts to the journal,
 * and applies the batch once it is durable; while it applies one, the next is being written. A thread of its own runs it;
 * callers whose {@link Lane} says so do the same work when they find that thread asleep, for waking it costs more than most
 * changes (combining, as in Hendler, Incze, Shavit and Tzafrir, "Flat Combining and the Synchronization-Parallelism Tradeoff",
 * SPAA 2010). "The applier thread" of other classes is whoever has the {@link Turn}.
 *
 * <p>After a batch in which several changes were waited for it rests, so that more of them become durable together: twice as long
 * as the journal took, up to a bound, or until as many changes wait as that batch had. So, within the bound, a disk is busy for a
 * third of the time where callers come one soon after the other, and where all of a batch come again once they were answered they
 * wait for each other and no longer. (As with commit_delay and commit_siblings of PostgreSQL, which are of a fixed size.)
 *
 * <p>Invariants: batches are applied in the order in which they were gathered, and never before they are durable; callers,
 * runtimes and listeners hear of a change only after it was applied. DPUs are given back when an end is applied, so a
 * session that is admitted with them is journaled after that end.
 */
public final class Applier implements Runnable {
    private static final Logger LOG = System.getLogger(Applier.class.getName());

    /** After how long a session that is about to work, but did not yet, has its deadline again. */
    private static final long SECOND_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The most batches that a caller's thread works on before it goes on with its own. */
    private static final int MAX_HELPED_STEPS = 4;

    /** How many times as long as a batch took to become durable the rest after it is. */
    private static final int REST_FACTOR = 2;

    /** Made before it is needed, because then there may be no room for it. */
    private final SchedulerException lastResort =
            new SchedulerException(ErrorCode.STOPPED, "the scheduler's thread has ended", null);

    private final ChangeQueue queue;
    private final Journal journal;
    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final TimerWheel deadlines;
    private final WorkGroupFactory workGroups;
    private final StateCopy copy;
    private final StateFold fold;
    private final RuntimeCalls runtimes;
    private final Lane.Outbox outbox;
    private final @Nullable ListenerFeed feed;
    private final TimeSource time;
    private final SchedulerStats stats;
    private final int maxBatchChanges;
    private final long maxSleepNanos;
    private final long maxRestNanos;
    private final Consumer<Throwable> onFailure;

    private final Turn turn = new Turn();
    private final List<WorkGroupRecord> unsettled = new ArrayList<>();
    private List<WorkGroupChanges.DeletionBegun> deletions = new ArrayList<>();
    private long lastSequence;
    private long appliedSequence;
    private long sleepsUntilNanos;
    private @Nullable SchedulerException untoldFailure;

    /** Written with the turn; others look at it to see whether it is worth while to take that. */
    private volatile @Nullable Batch inFlight;

    /**
     * The rest after the last batch, until the next is gathered, or nothing was there to be. Written with the turn, before
     * {@link #inFlight} is taken out.
     */
    private volatile @Nullable Rest rest;

    /** What is durable and to be applied once the next is handed over. This and the next are there so that a fault finds whom to tell. */
    private @Nullable Batch ready;

    /** What was taken from the queue and is in no batch yet. */
    private List<Change> inHand = List.of();

    private volatile boolean closing;
    private volatile @Nullable SchedulerException failure;
    private volatile long auditDifferenceDpus;

    /** An applier with nothing applied yet. */
    public Applier(Wiring wiring) {
        this.queue = wiring.queue();
        this.journal = wiring.journal();
        this.table = wiring.table();
        this.allocator = wiring.allocator();
        this.tokens = wiring.tokens();
        this.workGroups = wiring.workGroups();
        this.time = wiring.time();
        this.stats = wiring.stats();
        this.outbox = wiring.outbox();
        this.maxBatchChanges = wiring.maxBatchChanges();
        this.maxSleepNanos = wiring.maxSleep().toNanos();
        this.maxRestNanos = wiring.maxRest().toNanos();
        this.onFailure = wiring.onFailure();
        this.runtimes = new RuntimeCalls(wiring.runtimeExecutor(), wiring.reports());
        SessionListener listener = wiring.listener();
        this.feed = listener == null
                ? null
                : new ListenerFeed(listener, wiring.listenerCapacity(), wiring.listenerExecutor(), stats);
        this.deadlines = new TimerWheel(time.nanoTime());
        this.copy = new StateCopy(journal, table, allocator, tokens, time, wiring.copiedInAStep(), queue::signal);
        this.fold = new StateFold(
                table,
                allocator,
                tokens,
                deadlines,
                copy,
                time,
                stats,
                wiring.launchDeadline(),
                wiring.terminateDeadline());
    }

    /** Works until {@link #close} was called and nothing is left to do. Never gives its last turn back. */
    @Override
    public void run() {
        boolean ended = false;
        try {
            boolean finished = false;
            while (!finished) {
                boolean hasTurn = turn.takeOrWant();
                boolean worked = hasTurn && guarded(this::step);
                finished = hasTurn && isFinished();
                long sleepNanos = maxSleepNanos;
                int wantedChanges = ChangeQueue.NONE;
                if (hasTurn) {
                    sleepNanos = noteSleep();
                    wantedChanges = wantedChanges();
                    endTurn(finished, false);
                }
                if (!worked && !finished) {
                    queue.await(sleepNanos, wantedChanges);
                }
            }
            ended = true;
        } finally {
            if (!ended) {
                giveUp();
                tellFailure(lastResort);
            }
        }
    }

    /**
     * Gives the turn back, unless nobody may have it again, and then calls those who may call back.
     *
     * @param isApplierNeeded whether the applier is to be signalled, even if it does not wait for the turn
     */
    private void endTurn(boolean isLast, boolean isApplierNeeded) {
        List<Lane> answered = outbox.takeFlushed();
        SchedulerException untold = untoldFailure;
        untoldFailure = null;
        boolean isWanted = !isLast && turn.giveBack();
        if (isWanted || isApplierNeeded) {
            queue.signal();
        }
        answered.forEach(Lane::announce);
        if (untold != null) {
            tellFailure(untold);
        }
    }

    /** How long this thread will sleep, if it does; who has the turn meanwhile wakes it for what is due sooner. */
    private long noteSleep() {
        long now = time.nanoTime();
        long sleepNanos = nanosToNextWork(now);
        sleepsUntilNanos = now + sleepNanos;
        return sleepNanos;
    }

    private boolean isDueSooner() {
        long now = time.nanoTime();
        return now + nanosToNextWork(now) - sleepsUntilNanos < 0;
    }

    private long nanosToNextWork(long now) {
        long nanos = Math.min(maxSleepNanos, deadlines.nanosToNextWork(now));
        Rest resting = rest;
        return resting == null ? nanos : Math.min(nanos, isOver(resting, now) ? 0 : resting.endsNanos - now);
    }

    /** Does what can be done now, without waiting; false if there was nothing. For whoever steps an engine without threads. */
    public boolean stepAlone() {
        if (!turn.tryTake()) {
            return false;
        }
        try {
            return step();
        } finally {
            endTurn(false, false);
        }
    }

    private boolean step() {
        deadlines.advance(time.nanoTime(), this::deadlinePassed);
        boolean worked = work();
        boolean copied = failure == null && copy.step(appliedSequence);
        return worked || copied;
    }

    /** Gathers and applies; what time brings, and snapshots, are left to the applier's own thread. */
    private boolean work() {
        takeDurable();
        boolean gathered = canGather() && gather();
        if (ready == null && gathered) {
            takeDurable();
        }
        Batch durable = ready;
        if (durable != null) {
            ready = null;
            apply(durable);
        }
        forgetOld();
        return gathered || durable != null;
    }

    /**
     * Does on a caller's thread what the applier would be woken for. Returns at once if somebody is at it, who then does what
     * was offered before this call; and soon in any case: what is too much for a caller, the applier is woken for. Any thread.
     */
    void help() {
        for (int steps = 1; turn.tryTake(); steps++) {
            boolean canGoOn = workAndEndTurn();
            if (!canGoOn || queue.isEmpty()) {
                return;
            }
            if (steps == MAX_HELPED_STEPS) {
                wake();
                return;
            }
        }
    }

    /** Whether there may be more that can be done now. */
    private boolean workAndEndTurn() {
        boolean isApplierNeeded = true;
        boolean canGoOn = false;
        boolean rested = rest != null;
        try {
            guarded(this::work);
            // The applier may still wait for as many changes as there were, which nobody else does any more.
            boolean isRestEnded = rested && rest == null && inFlight == null;
            isApplierNeeded = isRestEnded || isDueSooner();
            canGoOn = canGather();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the failure could not be dealt with", e);
            giveUp();
            untoldFailure = lastResort;
        } finally {
            endTurn(false, isApplierNeeded);
        }
        return canGoOn;
    }

    /** Whether changes wait that nobody has seen, and that a caller could take. Any thread; a look at one moment. */
    boolean hasWorkForHelpers() {
        return !queue.isEmpty() && canGather() && !turn.isTaken();
    }

    /** Wakes the applier for changes, if it can take any. Any thread. */
    void wake() {
        queue.wakeForChanges();
    }

    /** Not even a failure could be dealt with, as when the heap is exhausted: nobody must wait for this thread. */
    private void giveUp() {
        failure = lastResort;
    }

    private void forgetOld() {
        long now = time.nanoTime();
        tokens.evict(now);
        table.evict(now);
    }

    /** Lets {@link #run} return once all that is queued is applied. Any thread. */
    public void close() {
        closing = true;
        queue.signal();
    }

    /** Why no change is made any more, with the fault as its cause, or {@code null}. Any thread. */
    public @Nullable SchedulerException failure() {
        return failure;
    }

    /** Held − (live + claimed) as of the last batch. Any thread. */
    public long auditDifferenceDpus() {
        return auditDifferenceDpus;
    }

    /** Fails whatever came too late to be applied. Called after {@link #run} has returned. */
    public void rejectLate() {
        SchedulerException cause = failure;
        failQueued(cause != null ? cause : new SchedulerException(ErrorCode.CLOSED, "the scheduler is closed", null));
        outbox.takeFlushed().forEach(Lane::announce);
    }

    /**
     * Reads the journal into the state, then continues what it says was going on. Called once, before {@link #run}.
     *
     * @return false if there was nothing in it
     */
    public boolean recover() throws IOException {
        Recovery recovery = readJournal();
        recovery.resume(runtimes);
        runtimes.flush();
        return lastSequence > 0;
    }

    /** Reads the journal into the state and continues nothing: for a look at what it says. Called once, and nothing else then. */
    public void inspect() throws IOException {
        readJournal();
    }

    private Recovery readJournal() throws IOException {
        Recovery recovery = new Recovery(table, allocator, tokens, workGroups, fold);
        lastSequence = journal.recover(new Journal.RecoveryReader() {
            @Override
            public void readSnapshot(ByteBuffer part) {
                StateCodec.decode(part, recovery::restore);
                forgetOld();
            }

            @Override
            public void readBatch(ByteBuffer batch) {
                recovery.endSnapshot();
                FactCodec.decode(batch).forEach(recovery::apply);
                forgetOld();
            }
        });
        recovery.endSnapshot();
        appliedSequence = lastSequence;
        fold.recoveryEnded();
        return recovery;
    }

    StateFold fold() {
        return fold;
    }

    RuntimeCalls runtimes() {
        return runtimes;
    }

    CapacityAllocator allocator() {
        return allocator;
    }

    ChangeQueue queue() {
        return queue;
    }

    Optional<BudgetView> budget(BudgetName name) {
        return Budgets.view(name, table, allocator);
    }

    long nowMillis() {
        return time.epochMillis();
    }

    /** A session's claimed DPUs are in the table now; the allocator hears of it once for the whole batch. */
    void settleLater(SessionRecord session) {
        WorkGroupRecord workGroup = session.workGroup();
        if (workGroup.addUnsettled(session.dpus())) {
            unsettled.add(workGroup);
        }
    }

    /** Finishes the deletion of a work group once its starts in flight are applied. */
    void finishLater(WorkGroupChanges.DeletionBegun deletion) {
        deletions.add(deletion);
    }

    void announce(SessionRecord session) {
        if (feed != null) {
            SessionStatus status = session.status();
            feed.publish(new SessionChange(
                    session.id(),
                    session.workGroup().name(),
                    session.dpus(),
                    status.state(),
                    status.reason(),
                    Instant.ofEpochMilli(status.sinceMillis())));
        }
    }

    void countEnd(SessionRecord session) {
        StateReason reason = session.status().reason();
        stats.sessionEnded(session.state(), reason == null ? null : reason.cause());
    }

    /** A step after which this thread lives on, whatever happens: somebody has to tell the callers. */
    private boolean guarded(BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (RuntimeException | Error e) {
            fail(inHand, new SchedulerException(ErrorCode.BROKEN, "the applier failed: " + e, e));
            return false;
        }
    }

    private boolean isFinished() {
        return closing && inFlight == null && queue.isEmpty() && deletions.isEmpty();
    }

    private boolean gather() {
        if (rest != null) {
            rest = null;
        }
        if (failure != null) {
            return failQueued(failure);
        }
        List<Change> changes = new ArrayList<>();
        inHand = changes;
        int factBytes = queue.drainTo(changes, maxBatchChanges, journal.maxBatchBytes() - FactCodec.HEADER_BYTES);
        if (changes.isEmpty()) {
            return false;
        }
        List<Fact> facts = new ArrayList<>(changes.size());
        for (Change change : changes) {
            Fact fact = change.fact();
            if (fact != null) {
                facts.add(fact);
            }
        }
        long sequence = facts.isEmpty() ? lastSequence : ++lastSequence;
        Batch batch = new Batch(changes, facts, factBytes, sequence, queue, time);
        inFlight = batch;
        inHand = List.of();
        if (facts.isEmpty()) {
            batch.isDurable = true;
        } else {
            batch.appendTo(journal);
        }
        return true;
    }

    /** Whether nothing is being written, and there was time for changes to come together. A look at one moment. */
    private boolean canGather() {
        if (inFlight != null) {
            return false;
        }
        Rest resting = rest;
        return resting == null || isOver(resting, time.nanoTime());
    }

    /** How many changes have to wait before one can be taken, if no time passes. */
    private int wantedChanges() {
        if (canGather()) {
            return 1;
        }
        Rest resting = rest;
        return resting == null ? ChangeQueue.NONE : resting.endsSize;
    }

    /** Nobody waits for others where all is failed, or nothing new is taken. */
    private boolean isOver(Rest resting, long now) {
        return resting.endsNanos - now <= 0 || queue.size() >= resting.endsSize || closing || failure != null;
    }

    private void takeDurable() {
        Batch batch = inFlight;
        if (batch == null) {
            return;
        }
        Throwable cause = batch.cause;
        if (cause != null) {
            inFlight = null;
            fail(
                    batch.changes,
                    new SchedulerException(ErrorCode.JOURNAL_FAILED, "the journal failed: " + cause, cause));
        } else if (batch.isDurable) {
            ready = batch;
            beginRestAfter(batch);
            inFlight = null;
        }
    }

    /**
     * Lets the changes after a batch come together, if callers have shared that one. A disk that is synced again at once, each time for
     * the few that came meanwhile, takes more of the processor than they do, and makes all wait that come while it does.
     */
    private void beginRestAfter(Batch batch) {
        long nanos = Math.min(maxRestNanos, REST_FACTOR * batch.nanosToDurable);
        if (nanos > 0 && batch.isShared()) {
            rest = new Rest(time.nanoTime() + nanos, Math.min(batch.changes.size(), queue.maxNewWork()));
        }
    }

    private void apply(Batch batch) {
        try {
            fold.batchBegins();
            for (Change change : batch.changes) {
                change.apply(this);
            }
            settle();
            finishDeletions();
        } catch (RuntimeException | Error e) {
            // A change half made cannot be taken back, and what follows it cannot be trusted.
            fail(
                    batch.changes,
                    new SchedulerException(ErrorCode.BROKEN, "an invariant is broken: " + e.getMessage(), e));
            return;
        }
        appliedSequence = batch.sequence;
        outbox.flush();
        runtimes.flush();
        if (feed != null) {
            feed.flush();
        }
        stats.batchApplied(batch.changes.size());
    }

    private void settle() {
        for (WorkGroupRecord workGroup : unsettled) {
            allocator.settle(workGroup.budget(), workGroup.takeUnsettled());
        }
        unsettled.clear();
        CapacityAllocator.Holdings holdings = allocator.holdings();
        auditDifferenceDpus = holdings.heldDpus() - (table.liveDpus() + holdings.claimedDpus());
    }

    private void finishDeletions() {
        if (!deletions.isEmpty()) {
            List<WorkGroupChanges.DeletionBegun> open = deletions;
            deletions = new ArrayList<>();
            open.forEach(deletion -> deletion.tryFinish(this));
        }
    }

    private void fail(List<Change> changes, SchedulerException cause) {
        LOG.log(Level.ERROR, "nothing can be acknowledged any more", cause);
        boolean isFirst = failure == null;
        SchedulerException stopped =
                new SchedulerException(ErrorCode.STOPPED, "the scheduler has stopped: " + cause.getMessage(), cause);
        failure = stopped;
        changes.forEach(change -> change.fail(cause));
        inHand = List.of();
        for (Batch unfinished : Arrays.asList(ready, inFlight)) {
            if (unfinished != null) {
                unfinished.changes.forEach(change -> change.fail(cause));
            }
        }
        ready = null;
        inFlight = null;
        deletions.forEach(deletion -> deletion.fail(stopped));
        deletions = new ArrayList<>();
        failQueued(stopped);
        outbox.flush();
        if (isFirst) {
            untoldFailure = cause;
        }
    }

    private void tellFailure(SchedulerException cause) {
        try {
            onFailure.accept(cause);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "whoever is told about the failure threw", e);
        }
    }

    private boolean failQueued(SchedulerException cause) {
        List<Change> changes = new ArrayList<>();
        queue.drainTo(changes);
        changes.forEach(change -> change.fail(cause));
        outbox.flush();
        return !changes.isEmpty();
    }

    private void deadlinePassed(TimerWheel.Timer timer) {
        SessionRecord session = (SessionRecord) timer;
        long now = time.epochMillis();
        SessionState state = session.state();
        switch (state) {
            case CREATING, CREATED ->
                endNow(
                        session,
                        new StateReason(Cause.LAUNCH_DEADLINE, "the session was not ready within the launch deadline"));
            case TERMINATING ->
                endNow(
                        session,
                        new StateReason(
                                Cause.REQUESTED, "the runtime did not end the session within the terminate deadline"));
            case IDLE -> terminate(session, new StateReason(Cause.IDLE_TIMEOUT, ""), now);
            case DEGRADED -> terminate(session, new StateReason(Cause.DEGRADED_TIMEOUT, ""), now);
            case BUSY, TERMINATED, FAILED -> throw new IllegalStateException("no deadline runs in state " + state);
        }
    }

    private void endNow(SessionRecord session, StateReason reason) {
        if (session.claimEnd()) {
            queue.offer(SessionChanges.Ended.byDeadline(session, time.epochMillis(), reason));
        }
    }

    private void terminate(SessionRecord session, StateReason reason, long now) {
        SessionCalculations its = session.calculationsIfAny();
        boolean isAboutToWork = session.state() == SessionState.IDLE && its != null && its.isSlotTaken();
        if (isAboutToWork) {
            // It becomes BUSY in a moment, and IDLE again after that; if not, its deadline passes once more.
            deadlines.arm(session, time.nanoTime() + SECOND_LOOK_NANOS);
        } else if (session.claimTermination()) {
            queue.offer(new SessionChanges.TerminationRequested(session, reason, now, null));
        }
    }

    /** What comes is let come together until a time, or until so many changes wait. */
    private record Rest(long endsNanos, int endsSize) {}

    /** Changes that become durable together. The journal reports to it from any thread. */
    private static final class Batch implements Journal.Batch, Journal.AppendListener {
        private final List<Change> changes;
        private final List<Fact> facts;
        private final int factBytes;
        private final long sequence;
        private final ChangeQueue queue;
        private final TimeSource time;
        private final Thread gatherer = Thread.currentThread();
        private final long gatheredNanos;

        /** Whether the gatherer is handing it to the journal, and looks at the outcome after that. Known to that thread only. */
        private boolean isBeingAppended;

        /** How long it took until it was durable, or 0 where that was known at once. Written before it is said to be. */
        private long nanosToDurable;

        private volatile boolean isDurable;
        private volatile @Nullable Throwable cause;

        Batch(
                List<Change> changes,
                List<Fact> facts,
                int factBytes,
                long sequence,
                ChangeQueue queue,
                TimeSource time) {
            this.changes = changes;
            this.facts = facts;
            this.factBytes = factBytes;
            this.sequence = sequence;
            this.queue = queue;
            this.time = time;
            this.gatheredNanos = time.nanoTime();
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public int factCount() {
            return facts.size();
        }

        @Override
        public int byteCount() {
            return FactCodec.HEADER_BYTES + factBytes;
        }

        @Override
        public void encodeTo(ByteBuffer target) {
            FactCodec.encode(facts, target);
        }

        void appendTo(Journal journal) {
            isBeingAppended = true;
            try {
                journal.append(this, this);
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                isBeingAppended = false;
            }
        }

        @Override
        public void durable() {
            boolean isSignalled = isReportedLater();
            if (isSignalled) {
                nanosToDurable = time.nanoTime() - gatheredNanos;
            }
            isDurable = true;
            if (isSignalled) {
                queue.signal();
            }
        }

        @Override
        public void failed(Throwable failedBy) {
            cause = failedBy;
            if (isReportedLater()) {
                queue.signal();
            }
        }

        /** Whether more than one of its changes is waited for. */
        boolean isShared() {
            int callers = 0;
            for (int i = 0; i < changes.size() && callers < 2; i++) {
                if (changes.get(i).isAwaited()) {
                    callers++;
                }
            }
            return callers == 2;
        }

        /** Whether the gatherer may have looked at the outcome already. */
        private boolean isReportedLater() {
            return Thread.currentThread() != gatherer || !isBeingAppended;
        }
    }

    /**
     * What an applier works with.
     *
     * @param queue where changes come from
     * @param journal where their facts go
     * @param table the sessions and work groups
     * @param allocator the budgets
     * @param tokens the request tokens
     * @param workGroups what makes work groups
     * @param reports what runtimes report to
     * @param outbox the lanes back to callers
     * @param time where time comes from
     * @param stats what counts
     * @param maxBatchChanges how many changes become durable together at most
     * @param copiedInAStep how much of the state is copied for a snapshot between two batches
     * @param maxSleep how long the thread sleeps at most; after that, what is kept for a time is looked at
     * @param maxRest how long changes are let come together between two batches at most; zero where no thread runs the applier
     * @param launchDeadline how long a session may take to become ready
     * @param terminateDeadline how long a runtime may take to end a session
     * @param runtimeExecutor where runtimes are called that may be slow, one call at a time
     * @param listener who hears of changes, or {@code null}
     * @param listenerCapacity how many changes the listener may be behind
     * @param listenerExecutor where the listener is called, one call at a time
     * @param onFailure told once when nothing can be acknowledged any more
     */
    public record Wiring(
            ChangeQueue queue,
            Journal journal,
            SessionTable table,
            CapacityAllocator allocator,
            IdempotencyCache tokens,
            WorkGroupFactory workGroups,
            RuntimeReports reports,
            Lane.Outbox outbox,
            TimeSource time,
            SchedulerStats stats,
            int maxBatchChanges,
            int copiedInAStep,
            Duration maxSleep,
            Duration maxRest,
            Duration launchDeadline,
            Duration terminateDeadline,
            Executor runtimeExecutor,
            @Nullable SessionListener listener,
            int listenerCapacity,
            Executor listenerExecutor,
            Consumer<Throwable> onFailure) {}
}
