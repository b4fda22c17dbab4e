package dev.berth.spi;

/** Where a scheduler takes time from. Thread-safe; called on the hot path, so it must be cheap. */
public interface TimeSource {
    /** Nanoseconds of a clock that never goes backwards; only differences mean something. Deadlines use this one. */
    long nanoTime();

    /** Milliseconds since the epoch, as people read them. May jump; nothing but stamps and the order of ids uses it. */
    long epochMillis();
}
