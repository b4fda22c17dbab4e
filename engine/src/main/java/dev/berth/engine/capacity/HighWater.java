package dev.berth.engine.capacity;

import java.util.concurrent.atomic.AtomicInteger;

/** The largest figure that was noted; 0 if none was. Thread-safe, lock-free. */
final class HighWater {
    private final AtomicInteger most = new AtomicInteger();

    void note(int figure) {
        if (figure > most.get()) {
            most.accumulateAndGet(figure, Math::max);
        }
    }

    /** The largest that was noted, or the given figure if that is larger. */
    int orMore(int figure) {
        return Math.max(most.get(), figure);
    }
}
