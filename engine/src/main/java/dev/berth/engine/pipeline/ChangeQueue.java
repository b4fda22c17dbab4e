package dev.berth.engine.pipeline;

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
    private static final int CHUNK = 1024;

    /** How long reports that follow one another wait at most, so that they are taken together. */
    private static final long REPORTS_WAIT_NANOS = 1_000_000;

    private final MpscUnboundedAtomicArrayQueue<Change> changes = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final int maxNewWork;
    private volatile @Nullable Thread parked;
    private volatile boolean isParkedForChanges;
    private volatile boolean isParkedBriefly;
    private volatile boolean signalled;

    /** Whether somebody may have wanted to wake the applier for a change since it last waited. */
    private volatile boolean isUrgent;

    /** Whether there were reports since the applier last waited. */
    private volatile boolean reportsCame;

    /** A queue that calls itself full for new work at the given length. */
    public ChangeQueue(int maxNewWork) {
        this.maxNewWork = maxNewWork;
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
     * Adds what a runtime reports of itself. Nobody waits for that: the first report wakes the applier, and where others follow it
     * takes those of a millisecond together. A runtime may make thousands in that time. Any thread, never blocks.
     */
    public void offerReport(Change change) {
        changes.offer(change);
        if (!reportsCame) {
            reportsCame = true;
        }
        VarHandle.fullFence();
        Thread waiting = parked;
        if (isParkedForChanges && !isParkedBriefly) {
            unpark(waiting);
        }
    }

    /** Makes a parked applier look again, whatever it waits for. Any thread. */
    void signal() {
        signalled = true;
        VarHandle.fullFence();
        unpark(parked);
    }

    /** Makes an applier that waits for changes look again. Any thread. */
    void wakeForChanges() {
        if (!isUrgent) {
            isUrgent = true;
        }
        VarHandle.fullFence();
        Thread waiting = parked;
        if (isParkedForChanges) {
            unpark(waiting);
        }
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

    /** Takes all there is. */
    void drainTo(List<Change> batch) {
        changes.drain(batch::add);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * Waits until there is a signal, or the time is over. Applier thread only.
     *
     * @param forChanges whether to wait only while there is no change either; who cannot take one has no use for it
     */
    void await(long maxNanos, boolean forChanges) {
        boolean briefly = forChanges && reportsCame;
        reportsCame = false;
        isParkedBriefly = briefly;
        isParkedForChanges = forChanges;
        parked = Thread.currentThread();
        // Pairs with the fences above: either this sees what was offered or signalled, or the other sees who is parked.
        VarHandle.fullFence();
        boolean isWanted = forChanges && (briefly ? isUrgent : !changes.isEmpty());
        if (!signalled && !isWanted) {
            LockSupport.parkNanos(this, briefly ? Math.min(maxNanos, REPORTS_WAIT_NANOS) : maxNanos);
        }
        parked = null;
        signalled = false;
        isUrgent = false;
    }

    private void unpark(@Nullable Thread waiting) {
        if (waiting != null) {
            parked = null;
            LockSupport.unpark(waiting);
        }
    }
}
