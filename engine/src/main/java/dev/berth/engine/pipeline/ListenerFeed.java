package dev.berth.engine.pipeline;

import dev.berth.api.SessionListener;
import dev.berth.api.SessionListener.SessionChange;
import dev.berth.spi.SchedulerStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/**
 * Tells a listener about changes in the order in which they were applied, on an executor of its own. A bounded queue lies
 * between; while it is full changes are dropped and counted, and the listener hears of the gap before what follows it.
 */
final class ListenerFeed {
    private static final Logger LOG = System.getLogger(ListenerFeed.class.getName());

    private final SessionListener listener;
    private final Executor executor;
    private final SchedulerStats stats;
    private final SpscAtomicArrayQueue<SessionChange> queue;
    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    ListenerFeed(SessionListener listener, int capacity, Executor executor, SchedulerStats stats) {
        this.listener = listener;
        this.executor = executor;
        this.stats = stats;
        this.queue = new SpscAtomicArrayQueue<>(capacity);
    }

    /** Queues a change. Applier thread only. */
    void publish(SessionChange change) {
        // After a gap nothing is queued until the listener has heard of it, so that it hears of it in the right place.
        if (missed.get() > 0 || !queue.offer(change)) {
            missed.incrementAndGet();
            stats.changesMissed(1);
        }
    }

    /** Lets the listener work on what is queued. Applier thread only. */
    void flush() {
        if ((!queue.isEmpty() || missed.get() > 0) && scheduled.compareAndSet(false, true)) {
            executor.execute(this::deliver);
        }
    }

    private void deliver() {
        do {
            for (SessionChange change = queue.poll(); change != null; change = queue.poll()) {
                tell(change);
            }
            long gap = missed.get();
            if (gap > 0 && queue.isEmpty()) {
                tellMissed(gap);
            }
            scheduled.set(false);
        } while ((!queue.isEmpty() || missed.get() > 0) && scheduled.compareAndSet(false, true));
    }

    private void tell(SessionChange change) {
        try {
            listener.sessionChanged(change);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a session listener threw; it goes on with the next change", e);
        }
    }

    private void tellMissed(long gap) {
        try {
            listener.changesMissed(gap);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a session listener threw; it goes on with the next change", e);
        }
        missed.addAndGet(-gap);
    }
}
