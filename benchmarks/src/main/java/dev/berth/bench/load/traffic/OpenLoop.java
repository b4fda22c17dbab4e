package dev.berth.bench.load.traffic;

import dev.berth.bench.load.scenario.LoadShape;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Takes up each request when it is due, whatever became of the ones before.
 *
 * <p>A thread of its own sleeps until the next request is due and wakes the event loop, which takes up all that are due by then.
 * The event loop's own timers have a resolution of a millisecond, which would be most of a short latency. The two share {@code
 * nextDue} and {@code awake}: the event loop writes the former, and only while the latter is true; the thread reads it only while
 * the latter is false. So neither sees the other's half-done work, and a wake-up that comes too early or too late finds nothing
 * due or is made up for by the next look at the clock.
 */
final class OpenLoop {
    /** So many are taken up before answers are read again. */
    private static final int BATCH = 32;

    private final Context context;
    private final LoadShape shape;
    private final LongSupplier clock;
    private final LongConsumer issue;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread pacer = new Thread(this::pace, "load-pacer");
    private final long beginNanos;
    private final long untilNanos;

    private long number;
    private volatile long nextDue;
    private volatile boolean awake;
    private volatile boolean stopped;

    /**
     * @param beginNanos when the load began, on the clock
     * @param first the first request to take up
     * @param untilNanos requests that are due then or later, from the beginning of the load, are not taken up
     * @param issue is given the intended start of each request, on the clock
     */
    OpenLoop(
            Context context,
            LoadShape shape,
            LongSupplier clock,
            long beginNanos,
            long first,
            long untilNanos,
            LongConsumer issue) {
        this.context = context;
        this.shape = shape;
        this.clock = clock;
        this.beginNanos = beginNanos;
        this.number = first;
        this.untilNanos = untilNanos;
        this.issue = issue;
        this.nextDue = dueOf(first);
        pacer.setDaemon(true);
    }

    /** Runs; ends when all requests have been taken up. */
    CompletableFuture<Void> start() {
        pacer.start();
        return done;
    }

    /** Takes up nothing more. From any thread. */
    void stop() {
        stopped = true;
        LockSupport.unpark(pacer);
    }

    /** The next request to take up, once it has ended. */
    long number() {
        return number;
    }

    private void pace() {
        while (!stopped && nextDue < untilNanos) {
            long waitNanos = beginNanos + nextDue - clock.getAsLong();
            if (awake) {
                LockSupport.park(this);
            } else if (waitNanos > 0) {
                LockSupport.parkNanos(this, waitNanos);
            } else {
                awake = true;
                context.runOnContext(nothing -> takeUp());
            }
        }
        // What the event loop has begun comes before this.
        context.runOnContext(nothing -> done.complete(null));
    }

    private void takeUp() {
        long due = dueOf(number);
        for (int taken = 0; taken < BATCH && !stopped && due < untilNanos; taken++) {
            if (beginNanos + due > clock.getAsLong()) {
                sleepUntil(due);
                return;
            }
            number++;
            issue.accept(beginNanos + due);
            due = dueOf(number);
        }
        if (stopped || due >= untilNanos) {
            sleepUntil(due);
        } else {
            context.runOnContext(nothing -> takeUp());
        }
    }

    private void sleepUntil(long due) {
        nextDue = due;
        awake = false;
        LockSupport.unpark(pacer);
    }

    private long dueOf(long request) {
        return request < shape.requests() ? shape.dueNanos(request) : Long.MAX_VALUE;
    }
}
