package dev.berth.server.athena;

import org.jspecify.annotations.Nullable;

/**
 * The last value of its kind. Those who launch sessions in bulk ask for the same again and again, and each session keeps what
 * was asked for: with equal values made one, a million sessions hold it once, and the garbage collector does not copy it
 * a million times. For one event loop, not thread-safe.
 */
final class LastSeen<T> {
    private @Nullable T last;

    /** The value, or the last one if they are equal. */
    T orEqual(T value) {
        T known = last;
        if (known != null && known.equals(value)) {
            return known;
        }
        last = value;
        return value;
    }
}
