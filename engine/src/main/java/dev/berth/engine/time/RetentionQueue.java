package dev.berth.engine.time;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What is kept for a published time and number, oldest first out. One thread adds and evicts, in O(1) each; anybody may
 * ask for the age of the oldest.
 *
 * @param <T> what is kept
 */
public final class RetentionQueue<T> {
    private static final long NOTHING = Long.MIN_VALUE;

    private final ArrayDeque<Kept<T>> kept = new ArrayDeque<>();
    private final int maxCount;
    private final long maxBytes;
    private final ToIntFunction<T> bytesOf;
    private final long maxAgeNanos;
    private long bytes;
    private volatile long oldestNanos = NOTHING;
    private volatile int size;

    /** A queue that keeps at most {@code maxCount} things, none longer than {@code maxAgeNanos}. */
    public RetentionQueue(int maxCount, long maxAgeNanos) {
        this(maxCount, Long.MAX_VALUE, item -> 0, maxAgeNanos);
    }

    /**
     * A queue that also keeps no more than {@code maxBytes}.
     *
     * @param bytesOf the size of a thing; changes while that is kept only as told to {@link #resized}
     */
    public RetentionQueue(int maxCount, long maxBytes, ToIntFunction<T> bytesOf, long maxAgeNanos) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.bytesOf = bytesOf;
        this.maxAgeNanos = maxAgeNanos;
    }

    /** Keeps a thing whose time began at the given reading of the clock, not before that of the one added last. */
    public void add(T item, long sinceNanos) {
        kept.addLast(new Kept<>(item, sinceNanos));
        bytes += bytesOf.applyAsInt(item);
        publish();
    }

    /** Notes that a thing that is kept has become larger, or smaller. */
    public void resized(int byBytes) {
        bytes += byBytes;
    }

    /** Gives up whatever is too old or too many. */
    public void evict(long nowNanos, Consumer<T> onEvicted) {
        boolean changed = false;
        for (Kept<T> head = kept.peekFirst(); head != null; head = kept.peekFirst()) {
            if (kept.size() <= maxCount && bytes <= maxBytes && nowNanos - head.sinceNanos < maxAgeNanos) {
                break;
            }
            kept.removeFirst();
            bytes -= bytesOf.applyAsInt(head.item);
            changed = true;
            onEvicted.accept(head.item);
        }
        if (changed) {
            publish();
        }
    }

    /** How many things are kept. */
    public int size() {
        return size;
    }

    /** How long the oldest has been kept; 0 if nothing is. */
    public long oldestAgeNanos(long nowNanos) {
        long oldest = oldestNanos;
        return oldest == NOTHING ? 0 : Math.max(0, nowNanos - oldest);
    }

    private void publish() {
        Kept<T> head = kept.peekFirst();
        oldestNanos = head == null ? NOTHING : head.sinceNanos;
        size = kept.size();
    }

    private record Kept<T>(T item, long sinceNanos) {}
}
