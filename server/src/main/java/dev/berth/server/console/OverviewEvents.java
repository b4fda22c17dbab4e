package dev.berth.server.console;

import dev.berth.server.console.Overview.Moment;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The overview as one server-sent event after the other, each with the starts since the last one. For one thread at a time. */
final class OverviewEvents implements Callable<Buffer> {
    /** What is older tells nothing of the rate now. */
    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final Overview overview;
    private @Nullable Moment last;

    OverviewEvents(Overview overview) {
        this.overview = overview;
    }

    @Override
    public Buffer call() {
        Moment earlier = last;
        Moment now = overview.since(earlier == null || isOld(earlier) ? null : earlier);
        last = now;
        return Buffer.buffer("event: overview\ndata: " + now.json().encode() + "\n\n");
    }

    private static boolean isOld(Moment moment) {
        return System.nanoTime() - moment.nanos() > MAX_AGE.toNanos();
    }
}
