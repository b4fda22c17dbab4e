package dev.berth.bench.load.traffic;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Takes up a request for each connection, and the next one when it has ended. Belongs to the event loop. */
final class ClosedLoop {
    private final Context context;
    private final LongSupplier clock;
    private final long endNanos;
    private final int atOnce;
    private final LongConsumer issue;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean stopped;

    /**
     * @param endNanos when to take up nothing more, on the clock
     * @param atOnce how many requests are under way all the time
     * @param issue is given the intended start of each request, on the clock; it must call {@link #ended} once for each
     */
    ClosedLoop(Context context, LongSupplier clock, long endNanos, int atOnce, LongConsumer issue) {
        this.context = context;
        this.clock = clock;
        this.endNanos = endNanos;
        this.atOnce = atOnce;
        this.issue = issue;
    }

    /** Runs; ends when the time is over. */
    CompletableFuture<Void> start() {
        context.runOnContext(nothing -> {
            for (int i = 0; i < atOnce; i++) {
                ended();
            }
        });
        return done;
    }

    /** Takes up nothing more. From any thread. */
    void stop() {
        stopped = true;
    }

    /** A request has ended: takes up the next one. */
    void ended() {
        long now = clock.getAsLong();
        if (stopped || now >= endNanos) {
            done.complete(null);
        } else {
            issue.accept(now);
        }
    }
}
