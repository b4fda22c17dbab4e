package dev.berth.engine.time;

import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for a published time and number, oldest first out. One thread adds, evicts and tours, in O(1) for each thing;
 * anybody may ask for the age of the oldest.
 *
 * @param <T> what is kept
 */
public final class RetentionQueue<T> {
    private static final long NOTHING = Long.MIN_VALUE;

    private final int maxCount;
    private final long maxBytes;
    private final ToIntFunction<T> bytesOf;
    private final long maxAgeNanos;
    private @Nullable Kept<T> oldest;
    private @Nullable Kept<T> newest;
    private long bytes;
    private @Nullable Tour<T> tour;
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

    /**
     * Keeps a thing whose time began at the given reading of the clock, not before that of the one added last.
     *
     * @return its place, for {@link #remove}
     */
    public Kept<T> add(T item, long sinceNanos) {
        Kept<T> before = newest;
        Kept<T> added = new Kept<>(item, sinceNanos, before);
        newest = added;
        if (before == null) {
            oldest = added;
        } else {
            before.next = added;
        }
        bytes += bytesOf.applyAsInt(item);
        publish(size + 1);
        return added;
    }

    /** Gives up a thing before its time; nothing happens if it was given up before. */
    public void remove(Kept<T> place) {
        if (!place.isGone) {
            unlink(place);
            publish(size - 1);
        }
    }

    /** Notes that a thing that is kept has become larger, or smaller. */
    public void resized(int byBytes) {
        bytes += byBytes;
    }

    /** Gives up whatever is too old or too many. */
    public void evict(long nowNanos, Consumer<T> onEvicted) {
        int left = size;
        for (Kept<T> head = oldest; head != null; head = oldest) {
            if (left <= maxCount && bytes <= maxBytes && nowNanos - head.sinceNanos < maxAgeNanos) {
                break;
            }
            unlink(head);
            left--;
            onEvicted.accept(head.item);
        }
        if (left != size) {
            publish(left);
        }
    }

    /**
     * Begins a tour of all that is kept now, oldest first, with the time at which each began to be kept. What is evicted before
     * its turn is visited right before it goes, so each is visited once, and in order. Ends an earlier tour.
     */
    public void beginTour(ObjLongConsumer<T> visitor) {
        tour = new Tour<>(oldest, newest, visitor);
    }

    /** Visits the next one of the tour; false if there is none left. */
    public boolean visitNext() {
        if (tour != null && tour.visitNext()) {
            return true;
        }
        tour = null;
        return false;
    }

    /** How many things are kept. */
    public int size() {
        return size;
    }

    /** How long the oldest has been kept; 0 if nothing is. */
    public long oldestAgeNanos(long nowNanos) {
        long since = oldestNanos;
        return since == NOTHING ? 0 : Math.max(0, nowNanos - since);
    }

    private void unlink(Kept<T> place) {
        if (tour != null) {
            tour.beforeRemoval(place);
        }
        if (place.before == null) {
            oldest = place.next;
        } else {
            place.before.next = place.next;
        }
        if (place.next == null) {
            newest = place.before;
        } else {
            place.next.before = place.before;
        }
        place.isGone = true;
        bytes -= bytesOf.applyAsInt(place.item);
    }

    private void publish(int newSize) {
        oldestNanos = oldest == null ? NOTHING : oldest.sinceNanos;
        size = newSize;
    }

    /**
     * The place of a thing in its queue.
     *
     * @param <T> what is kept
     */
    public static final class Kept<T> {
        private final T item;
        private final long sinceNanos;
        private @Nullable Kept<T> before;
        private @Nullable Kept<T> next;
        private boolean isGone;

        private Kept(T item, long sinceNanos, @Nullable Kept<T> before) {
            this.item = item;
            this.sinceNanos = sinceNanos;
            this.before = before;
        }
    }

    /** The part of the queue that is still to be visited. */
    @SuppressWarnings("ReferenceEquality") // nodes of a list are told apart by identity
    private static final class Tour<T> {
        private @Nullable Kept<T> last;
        private final ObjLongConsumer<T> visitor;
        private @Nullable Kept<T> next;

        private Tour(@Nullable Kept<T> first, @Nullable Kept<T> last, ObjLongConsumer<T> visitor) {
            this.next = first;
            this.last = last;
            this.visitor = visitor;
        }

        private boolean visitNext() {
            Kept<T> visited = next;
            if (visited == null) {
                return false;
            }
            next = visited == last ? null : visited.next;
            visitor.accept(visited.item, visited.sinceNanos);
            return true;
        }

        private void beforeRemoval(Kept<T> place) {
            if (place == next) {
                visitNext();
            }
            if (place == last) {
                last = place.before;
            }
        }
    }
}
