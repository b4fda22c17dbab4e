package dev.berth.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for bodies that are still arriving, of all connections together. What comes whole in one piece, as
 * nearly all requests do, is not counted: it is small, and read at once. Of others counts what their buffers hold, up to twice what
 * has arrived. Thread-safe.
 */
final class BodyMemory {
    private static final long USUAL_BYTES = 128L << 20;
    private static final int HEAP_SHARE = 8;
    private static final int SMALL_HEAP_SHARE = 4;

    /** Beyond this, buffers grow by this. */
    private static final int GROWTH_BYTES = 4 << 20;

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    BodyMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An eighth of the heap, but 128 MiB, which is much for any operation, where that is at most a quarter. */
    static BodyMemory ofThisHeap() {
        return ofHeap(Runtime.getRuntime().maxMemory());
    }

    static BodyMemory ofHeap(long heapBytes) {
        return new BodyMemory(Math.max(heapBytes / HEAP_SHARE, Math.min(USUAL_BYTES, heapBytes / SMALL_HEAP_SHARE)));
    }

    /** What a buffer holds that has grown to so many bytes: it doubles, and later grows by equal steps. */
    static int heldFor(int bytes) {
        if (bytes <= GROWTH_BYTES) {
            return bytes <= 1 ? bytes : Integer.highestOneBit(bytes - 1) << 1;
        }
        return (int) Math.min(Integer.MAX_VALUE, ((long) bytes + GROWTH_BYTES - 1) / GROWTH_BYTES * GROWTH_BYTES);
    }

    boolean tryReserve(int bytes) {
        if (heldBytes.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        heldBytes.addAndGet(-bytes);
        return false;
    }

    void release(int bytes) {
        heldBytes.addAndGet(-bytes);
    }

    long heldBytes() {
        return heldBytes.get();
    }
}
