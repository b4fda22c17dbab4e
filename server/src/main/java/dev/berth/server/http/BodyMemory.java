package dev.berth.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for bodies that are still arriving, of all connections together. What comes in one piece, as nearly all
 * requests do, is not counted: it is small, and read at once. Thread-safe.
 */
final class BodyMemory {
    private static final long MIN_BYTES = 128L << 20;
    private static final int HEAP_SHARE = 8;

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    BodyMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An eighth of the heap, but enough for one of the largest bodies that any operation has. */
    static BodyMemory ofThisHeap() {
        return new BodyMemory(Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
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
