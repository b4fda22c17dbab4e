package dev.berth.bench.load.audit;

import java.util.OptionalInt;

/**
 * What is held of a budget, and how much may be. Not thread-safe.
 */
final class Budget {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final String name;
    private int limit;
    /** The limit that a change under way will set, or the same as {@link #limit}. */
    private int coming;

    private long held;
    private long peak;
    /** How much of {@link #held} was asked for before the last shrink was answered. */
    private long heldFromBefore;

    private long shrunkNanos = Long.MIN_VALUE;

    Budget(String name, OptionalInt limit) {
        this.name = name;
        this.limit = limit.orElse(NO_LIMIT);
        this.coming = this.limit;
    }

    String name() {
        return name;
    }

    OptionalInt limit() {
        return limit == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    long held() {
        return held;
    }

    /** The most that was held at a time. */
    long peak() {
        return peak;
    }

    /** Takes DPUs; they were asked for at this time. */
    void hold(int dpus, long sentNanos) {
        held += dpus;
        peak = Math.max(peak, held);
        if (sentNanos <= shrunkNanos) {
            heldFromBefore += dpus;
        }
    }

    /** Gives back what was taken with the same arguments. */
    void release(int dpus, long sentNanos) {
        held -= dpus;
        if (sentNanos <= shrunkNanos) {
            heldFromBefore -= dpus;
        }
    }

    /** A change of the limit is under way: either limit may be in force. */
    void changeSent(int newLimit) {
        coming = newLimit;
    }

    /** The change was answered at this time. */
    void changed(int newLimit, long nanos) {
        if (newLimit < limit) {
            heldFromBefore = held;
            shrunkNanos = nanos;
        }
        limit = newLimit;
        coming = newLimit;
    }

    /** The most that may be held now. */
    long allowed() {
        return Math.max(Math.max(limit, coming), heldFromBefore);
    }

    boolean isExceeded() {
        return held > allowed();
    }
}
