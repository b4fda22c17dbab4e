package dev.berth.engine.session;

import dev.berth.api.Refusal;
import dev.berth.spi.SessionRuntime;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places of one runtime that can hold only so many sessions. A session takes one when it is admitted and gives it back
 * when its end is applied. Thread-safe, lock-free; what is taken never exceeds the limit, but for sessions that are restored.
 */
public final class RuntimePlaces {
    private final String runtime;
    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();

    private RuntimePlaces(String runtime, int limit) {
        this.runtime = runtime;
        this.limit = limit;
    }

    /** The places of a runtime, or {@code null} if it has no bound. */
    static @Nullable RuntimePlaces of(SessionRuntime runtime) {
        return runtime.maxSessions().isEmpty()
                ? null
                : new RuntimePlaces(runtime.name(), runtime.maxSessions().getAsInt());
    }

    /** Takes a place; if none is free, says so and takes none. */
    public @Nullable Refusal tryTake() {
        int seen;
        do {
            seen = taken.get();
            if (seen >= limit) {
                return new Refusal.RuntimeFull(runtime, limit);
            }
        } while (!taken.compareAndSet(seen, seen + 1));
        return null;
    }

    /** Takes a place for a session that has one already, after a restart. */
    public void restore() {
        taken.incrementAndGet();
    }

    /** Gives a place back. */
    public void giveBack() {
        taken.decrementAndGet();
    }
}
