package dev.berth.server.http;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * How much later than it should an event loop does what is due: as late as a request that arrives then. Looked at ten times a
 * second, on the loop itself, until its verticle is undeployed.
 */
final class LoopDelay {
    private static final long PAUSE_MILLIS = 100;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);

    private final Vertx vertx;
    private final LongConsumer nanos;
    private long armedNanos;

    /** @param nanos takes each delay, on the loop */
    LoopDelay(Vertx vertx, LongConsumer nanos) {
        this.vertx = vertx;
        this.nanos = nanos;
    }

    /** Waits for the next look. On the loop. */
    void arm() {
        armedNanos = System.nanoTime();
        vertx.setTimer(PAUSE_MILLIS, this::look);
    }

    private void look(long timer) {
        nanos.accept(Math.max(0, System.nanoTime() - armedNanos - PAUSE_NANOS));
        arm();
    }
}
