package dev.berth.server.testing;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what nobody reports, such as the end of another process. */
public final class Eventually {
    private static final long DEADLINE_SECONDS = 30;
    private static final long PAUSE_NANOS = 1_000_000;

    private Eventually() {}

    /** Returns when the condition holds; fails if it does not within half a minute. */
    public static void holds(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("never held: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
