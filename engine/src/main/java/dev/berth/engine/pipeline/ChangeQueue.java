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

    private final MpscUnboundedAtomicArrayQueue<Change> changes = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final int maxNewWork;
    private volatile @Nullable Thread parked;
    private volatile boolean signalled;

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

    /** Adds a change. Any thread, never blocks. */
    public void offer(Change change) {
        changes.offer(change);
        wake();
    }

    /** Makes a parked applier look again. Any thread. */
    void signal() {
        signalled = true;
        wake();
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

    /** Waits until there is a change or a signal, or the time is over. Applier thread only. */
    void await(long maxNanos) {
        parked = Thread.currentThread();
        // Pairs with the fence in wake(): either this sees what was offered, or the offerer sees who is parked.
        VarHandle.fullFence();
        if (changes.isEmpty() && !signalled) {
            LockSupport.parkNanos(this, maxNanos);
        }
        parked = null;
        signalled = false;
    }

    private void wake() {
        VarHandle.fullFence();
        Thread waiting = parked;
        if (waiting != null) {
            parked = null;
            LockSupport.unpark(waiting);
        }
    }
}
