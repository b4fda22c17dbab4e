package dev.berth.engine.pipeline;

import dev.berth.spi.TimeSource;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one queue to the applier. Many threads offer, without locks; the applier takes.
 *
 * <p>The queue itself never refuses. New work asks {@link #isFull} first, so that ends, terminations and reports of
 * runtimes always find room. A session has one end and one termination; what else may come on top is a question for each
 * caller who waits for one, and what its runtime reports. The bound on new work is exceeded by at most one change for each
 * thread that asks at the same time.
 */
public final class ChangeQueue {
    /** As many changes as there never are, for who can take none now. */
    static final int NONE = Integer.MAX_VALUE;

    private static final int CHUNK = 1024;

    /** How long reports that follow one another wait at most, so that they are taken together. */
    private static final long REPORTS_WAIT_NANOS = 1_000_000;

    private final MpscUnboundedAtomicArrayQueue<Change> changes = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final int maxNewWork;
    private final TimeSource time;
    private volatile @Nullable Thread parked;

    /** How many changes the applier waits for, or did when it last waited. */
    private volatile int wantedSize = NONE;

    private volatile boolean isParkedBriefly;
    private volatile boolean signalled;

    /** Whether somebody may have wanted to wake the applier for a change since it last waited. */
    private volatile boolean isUrgent;

    /**
     * Whether there were reports since the applier last waited briefly. Once it is set, the applier waits so, for the whole time,
     * before it ever waits for long for a single change; so who finds it set need not look whether the applier is parked, nor first
     * have a processor show the others what it has written, which takes longer than the rest of a report.
     */
    private volatile boolean reportsCame;

    /** A queue that calls itself full for new work at the given length. */
    public ChangeQueue(int maxNewWork, TimeSource time) {
        this.maxNewWork = maxNewWork;
        this.time = time;
    }

    /** Whether new work must be refused. Any thread. */
    public boolean isFull() {
        return changes.size() >= maxNewWork;
    }

    /** The length at which new work is refused. */
    public int maxNewWork() {
        return maxNewWork;
    }

    /** How many changes wait. Any thread. */
    public int size() {
        return changes.size();
    }

    /** Adds a change, and wakes the applier for it. Any thread, never blocks. */
    public void offer(Change change) {
        changes.offer(change);
        wakeForChanges();
    }

    /** Adds a change of a caller, whose lane brings it on. Any thread, never blocks. */
    public void offer(Change change, Lane lane) {
        changes.offer(change);
        if (!lane.bringsOn()) {
            wakeForChanges();
        }
    }

    /**
     * Adds what a runtime reports of itself. Nobody waits for that: the first report wakes an applier that waits for a change, and
     * where others follow it takes those of a millisecond together. A runtime may make thousands in that time. Any thread, never blocks.
     */
    public void offerReport(Change change) {
        changes.offer(change);
        if (reportsCame) {
            return;
        }
        reportsCame = true;
        VarHandle.fullFence();
        Thread waiting = parked;
        if (wantedSize == 1 && !isParkedBriefly) {
            unpark(waiting);
        }
    }

    /** Makes a parked applier look again, whatever it waits for. Any thread. */
    void signal() {
        signalled = true;
        VarHandle.fullFence();
        unpark(parked);
    }

    /** Makes an applier that waits for changes look again, once they are enough. Any thread. */
    void wakeForChanges() {
        if (!isUrgent) {
            isUrgent = true;
        }
        VarHandle.fullFence();
        Thread waiting = parked;
        if (waiting != null && isEnough(wantedSize)) {
            unpark(waiting);
        }
    }

    private boolean isEnough(int wanted) {
        return wanted == 1 || (wanted < NONE && changes.size() >= wanted);
    }

    /** Takes changes, up to a number and as long as their facts fit into so many bytes; one that fits alone is always taken. */
    int drainTo(List<Change> batch, int maxCount, int maxBytes) {
        int bytes = 0;
        while (batch.size() < maxCount) {
            Change next = changes.peek();
            if (next == null) {
                break;
            }
            next.takePlace();
            if (next.factBytes() > maxBytes - bytes) {
                break;
            }
            changes.poll();
            batch.add(next);
            bytes += next.factBytes();
        }
        return bytes;
    }

    /** Takes all there is, however much that is. */
    void drainTo(List<Change> batch) {
        for (Change next = changes.poll(); next != null; next = changes.poll()) {
            batch.add(next);
        }
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * Waits until there is a signal, or the time is over. Applier thread only.
     *
     * @param wanted how many changes end the wait too, counted when a caller's comes; where that is one, a runtime's report also ends
     *     it. {@link #NONE} for who cannot take any
     */
    void await(long maxNanos, int wanted) {
        switch (prepareToPark(wanted)) {
            case NOT_AT_ALL -> {}
            case BRIEFLY -> parkBriefly(maxNanos);
            case FOR_LONG -> LockSupport.parkNanos(this, maxNanos);
        }
        parked = null;
        signalled = false;
        isUrgent = false;
    }

    /** Lets others know that this thread is about to park, and decides whether it may, and for how long. */
    Park prepareToPark(int wanted) {
        boolean forChanges = wanted == 1;
        boolean briefly = forChanges && reportsCame;
        isParkedBriefly = briefly;
        wantedSize = wanted;
        parked = Thread.currentThread();
        // Pairs with the fences above: either this sees what was offered or signalled, or the other sees who is parked.
        VarHandle.fullFence();
        // What was reported since the first line may be taken already, by who helps; the next wait is a brief one then.
        boolean isWanted = forChanges ? (briefly ? isUrgent : reportsCame || !changes.isEmpty()) : isEnough(wanted);
        if (signalled || isWanted) {
            return Park.NOT_AT_ALL;
        }
        return briefly ? Park.BRIEFLY : Park.FOR_LONG;
    }

    /** How a thread parks. */
    enum Park {
        /** It is wanted. */
        NOT_AT_ALL,
        /** Until the reports of a millisecond have come together. */
        BRIEFLY,
        /** Until it is woken, or the time is over. */
        FOR_LONG
    }

    /** Whether a thread is parked, or about to be, that nobody has woken. */
    boolean isSomebodyParked() {
        return parked != null;
    }

    private void parkBriefly(long maxNanos) {
        reportsCame = false;
        long begunNanos = time.nanoTime();
        LockSupport.parkNanos(this, Math.min(maxNanos, REPORTS_WAIT_NANOS));
        if (time.nanoTime() - begunNanos < REPORTS_WAIT_NANOS) {
            // That was not the whole time.
            reportsCame = true;
        }
    }

    private void unpark(@Nullable Thread waiting) {
        if (waiting != null) {
            parked = null;
            LockSupport.unpark(waiting);
        }
    }
}
