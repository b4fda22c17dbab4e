package dev.berth.bench.capacity;

import java.util.concurrent.atomic.AtomicLong;

/** The least that a shared, weighted count can cost: one word, one compare-and-swap to take and one to give back. */
final class CasPair {
    private final AtomicLong held = new AtomicLong();
    private final long limit;

    CasPair(long limit) {
        this.limit = limit;
    }

    boolean tryAcquire(int permits) {
        while (true) {
            long seen = held.get();
            if (seen + permits > limit) {
                return false;
            }
            if (held.compareAndSet(seen, seen + permits)) {
                return true;
            }
        }
    }

    void release(int permits) {
        while (true) {
            long seen = held.get();
            if (held.compareAndSet(seen, seen - permits)) {
                return;
            }
        }
    }
}
