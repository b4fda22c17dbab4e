package dev.berth.server.runtime.jupyter;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what nobody reports, such as the end of another process. */
final class Eventually {
    private static final long DEADLINE_SECONDS = 30;
    private static final long PAUSE_NANOS = 1_000_000;

    private Eventually() {}

    static void holds(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("never held: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
