package dev.berth.engine.time;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers in O(1): a hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987,
 * scheme 7). Arming and cancelling link or unlink one node; time passing touches only the timers that are due and, once
 * per level, those that move to a finer level. Nothing is ever scanned.
 *
 * <p>Not thread-safe: one thread arms, cancels and advances. A timer fires no earlier than its deadline and at most one
 * tick (2<sup>24</sup> ns, about 17 ms) after it; timers of one tick fire in no particular order.
 */
@SuppressWarnings("ReferenceEquality") // nodes of a list are told apart by identity
public final class TimerWheel {
    /*
     * Level 0 has a bucket for each of the next 64 ticks, level n one for each of the next 64 spans of 64^n ticks. A timer
     * sits on the finest level whose span covers its distance. When the tick count reaches a multiple of 64^n, the bucket
     * of level n that begins there is emptied into finer levels. Five levels span 64^5 ticks, about 208 days; a later
     * deadline waits in the last bucket of the top level and is placed anew from there.
     *
     * Buckets are circular doubly linked lists around a sentinel. `occupied[level]` has a bit for each bucket that may
     * hold a timer: set on insertion, cleared when the bucket is emptied. A cancelled timer leaves its bit set, which
     * costs one needless wake-up at most.
     */
    private static final int TICK_SHIFT = 24;
    private static final int LEVELS = 5;
    private static final int LEVEL_BITS = 6;
    private static final int BUCKETS = 1 << LEVEL_BITS;
    private static final long MAX_DISTANCE = (1L << (LEVELS * LEVEL_BITS)) - 1;

    private final long startNanos;
    private final Timer[][] buckets = new Timer[LEVELS][BUCKETS];
    private final long[] occupied = new long[LEVELS];
    private long currentTick;
    private int armed;

    /** An empty wheel whose time begins at the given reading of a monotonic clock. */
    public TimerWheel(long nowNanos) {
        startNanos = nowNanos;
        for (Timer[] level : buckets) {
            for (int i = 0; i < BUCKETS; i++) {
                level[i] = new Timer();
                level[i].linkToItself();
            }
        }
    }

    /** How many timers are armed. */
    public int size() {
        return armed;
    }

    /** Arms a timer, or moves it if it is armed already. */
    public void arm(Timer timer, long deadlineNanos) {
        cancel(timer);
        timer.deadlineTick = tickAtOrAfter(deadlineNanos);
        insert(timer);
        armed++;
    }

    /** Disarms a timer; does nothing if it is not armed. */
    public void cancel(Timer timer) {
        if (timer.isArmed()) {
            timer.unlink();
            armed--;
        }
    }

    /**
     * Lets time pass, and fires the timers that are due. A fired timer is no longer armed; {@code onFire} may arm and
     * cancel any timer.
     */
    public void advance(long nowNanos, Consumer<Timer> onFire) {
        long targetTick = (nowNanos - startNanos) >> TICK_SHIFT;
        while (currentTick < targetTick) {
            if (armed == 0) {
                currentTick = targetTick;
                return;
            }
            currentTick++;
            cascade();
            fireBucket(onFire);
        }
    }

    /**
     * How long nothing can become due: at least one tick, at most the time until the next cascade, about a second;
     * {@link Long#MAX_VALUE} while no timer is armed.
     */
    public long nanosToNextWork(long nowNanos) {
        if (armed == 0) {
            return Long.MAX_VALUE;
        }
        int position = (int) (currentTick & (BUCKETS - 1));
        long ahead = position == BUCKETS - 1 ? 0 : occupied[0] >>> (position + 1);
        long ticks = ahead == 0 ? BUCKETS - position : Long.numberOfTrailingZeros(ahead) + 1L;
        long due = startNanos + ((currentTick + ticks) << TICK_SHIFT);
        return Math.max(1L << TICK_SHIFT, due - nowNanos);
    }

    /** The length of a tick, the most by which a timer fires late. */
    public static long tickNanos() {
        return 1L << TICK_SHIFT;
    }

    private long tickAtOrAfter(long deadlineNanos) {
        long distance = deadlineNanos - startNanos;
        long tick = (distance >> TICK_SHIFT) + ((distance & (tickNanos() - 1)) == 0 ? 0 : 1);
        return Math.max(tick, currentTick + 1);
    }

    private void insert(Timer timer) {
        long distance = Math.min(timer.deadlineTick - currentTick, MAX_DISTANCE);
        int level = 0;
        while (distance >>> ((level + 1) * LEVEL_BITS) != 0) {
            level++;
        }
        long placeTick = currentTick + distance;
        int bucket = (int) (placeTick >>> (level * LEVEL_BITS)) & (BUCKETS - 1);
        timer.linkBefore(buckets[level][bucket]);
        occupied[level] |= 1L << bucket;
    }

    private void cascade() {
        for (int level = 1; level < LEVELS; level++) {
            if ((currentTick & ((1L << (level * LEVEL_BITS)) - 1)) != 0) {
                return;
            }
            int bucket = (int) (currentTick >>> (level * LEVEL_BITS)) & (BUCKETS - 1);
            occupied[level] &= ~(1L << bucket);
            Timer sentinel = buckets[level][bucket];
            Timer last = sentinel.previous();
            for (boolean more = last != sentinel; more; ) {
                Timer timer = sentinel.next();
                more = timer != last;
                timer.unlink();
                insert(timer);
            }
        }
    }

    private void fireBucket(Consumer<Timer> onFire) {
        int bucket = (int) currentTick & (BUCKETS - 1);
        occupied[0] &= ~(1L << bucket);
        Timer sentinel = buckets[0][bucket];
        Timer last = sentinel.previous();
        // What onFire arms goes to a later tick, possibly into this very bucket; it is left for then.
        while (sentinel.next() != sentinel) {
            Timer timer = sentinel.next();
            if (timer.deadlineTick > currentTick) {
                occupied[0] |= 1L << bucket;
                break;
            }
            boolean wasLast = timer == last;
            timer.unlink();
            armed--;
            onFire.accept(timer);
            if (wasLast) {
                break;
            }
        }
    }

    /** A node of the wheel: extend it by what the deadline is for. Belongs to one wheel, is used by its thread only. */
    public static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long deadlineTick;

        /** A timer that is not armed. */
        protected Timer() {}

        final boolean isArmed() {
            return next != null;
        }

        private Timer next() {
            if (next == null) {
                throw new IllegalStateException("the timer is not linked");
            }
            return next;
        }

        private Timer previous() {
            if (previous == null) {
                throw new IllegalStateException("the timer is not linked");
            }
            return previous;
        }

        private void linkToItself() {
            previous = this;
            next = this;
        }

        private void linkBefore(Timer sentinel) {
            Timer before = sentinel.previous();
            previous = before;
            next = sentinel;
            before.next = this;
            sentinel.previous = this;
        }

        private void unlink() {
            Timer before = previous();
            Timer after = next();
            before.next = after;
            after.previous = before;
            previous = null;
            next = null;
        }
    }

    /** A readable size of a tick, for messages. */
    @Override
    public String toString() {
        return "TimerWheel[" + armed + " armed, tick " + TimeUnit.NANOSECONDS.toMillis(tickNanos()) + " ms]";
    }
}
