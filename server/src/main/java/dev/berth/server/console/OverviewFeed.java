package dev.berth.server.console;

import dev.berth.server.http.AdminCall;
import dev.berth.server.http.HttpError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Sends the overview to those who listen, as server-sent events: at once, and then again and again. It is worked out once for all
 * of them, and not at all while nobody listens. A listener whose connection is full misses events; none is kept for it.
 *
 * <p>Thread-safe. Listeners are written to on their event loops, the overview is worked out on a thread of the console's.
 */
final class OverviewFeed {
    /** How many may listen at a time. */
    static final int MAX_LISTENERS = 64;

    /** A stream ends after this: whoever may not listen any more does so no longer, and the others come back. */
    static final Duration MAX_STREAM = Duration.ofMinutes(5);

    private static final Logger LOG = System.getLogger(OverviewFeed.class.getName());

    private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
    private final Vertx vertx;
    private final Duration period;
    private final WorkerExecutor workers;
    private final Callable<Buffer> nextEvent;

    // Guarded by this.
    private final Set<Listener> listeners = new HashSet<>();
    private @Nullable Buffer latest;
    private long timer;
    private boolean isWorking;
    private boolean isDraining;

    /**
     * A feed that nobody listens to yet.
     *
     * @param period how much time is between two events
     * @param workers work out the events
     * @param nextEvent gives the next event; called by one thread at a time
     */
    OverviewFeed(Vertx vertx, Duration period, WorkerExecutor workers, Callable<Buffer> nextEvent) {
        this.period = period;
        this.vertx = vertx;
        this.workers = workers;
        this.nextEvent = nextEvent;
    }

    /** One who listens. Only its event loop touches the response. */
    private static final class Listener {
        private final HttpServerResponse response;
        private final Context loop;
        private final long endNanos = System.nanoTime() + MAX_STREAM.toNanos();

        Listener(HttpServerResponse response, Context loop) {
            this.response = response;
            this.loop = loop;
        }

        void send(Buffer event) {
            loop.runOnContext(onLoop -> {
                if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
                    response.write(event);
                }
            });
        }

        void end() {
            loop.runOnContext(onLoop -> {
                if (!response.ended() && !response.closed()) {
                    response.end();
                }
            });
        }

        boolean isOver() {
            return System.nanoTime() - endNanos >= 0;
        }
    }

    /** Answers with a stream, or that there are too many. On the event loop of the call. */
    void listen(AdminCall call) {
        HttpServerResponse response;
        Listener listener;
        Buffer first;
        synchronized (this) {
            if (isDraining || listeners.size() >= MAX_LISTENERS) {
                call.refuse(HttpError.unavailable(
                        isDraining
                                ? "This server is about to end."
                                : "At most " + MAX_LISTENERS + " may listen at a time."));
                return;
            }
            response = call.beginStream(EVENT_STREAM);
            listener = new Listener(response, vertx.getOrCreateContext());
            listeners.add(listener);
            if (listeners.size() == 1) {
                timer = vertx.setPeriodic(period.toMillis(), tick -> work());
            }
            first = latest;
        }
        response.exceptionHandler(broken -> remove(listener));
        response.closeHandler(closed -> remove(listener));
        if (response.closed()) {
            remove(listener);
        } else if (first != null) {
            response.write(first);
        } else {
            work();
        }
    }

    private synchronized void remove(Listener listener) {
        if (listeners.remove(listener) && listeners.isEmpty()) {
            vertx.cancelTimer(timer);
            latest = null;
        }
    }

    /** Has the next event worked out and sent; if the one before is still worked at, that will do. */
    private void work() {
        synchronized (this) {
            if (isWorking || listeners.isEmpty()) {
                return;
            }
            isWorking = true;
        }
        Future<Buffer> working =
                workers.executeBlocking(nextEvent, false).map(event -> Objects.requireNonNull(event, "event"));
        working.onComplete(this::publish, failure -> {
            stopWorking();
            LOG.log(Level.ERROR, "The overview could not be worked out", failure);
        });
    }

    private synchronized void stopWorking() {
        isWorking = false;
    }

    private void publish(Buffer event) {
        List<Listener> all;
        synchronized (this) {
            isWorking = false;
            latest = listeners.isEmpty() ? null : event;
            all = List.copyOf(listeners);
        }
        for (Listener listener : all) {
            listener.send(event);
            if (listener.isOver()) {
                remove(listener);
                listener.end();
            }
        }
    }

    /** Ends all streams; there will be no more. */
    void drain() {
        List<Listener> all;
        synchronized (this) {
            isDraining = true;
            all = List.copyOf(listeners);
        }
        for (Listener listener : all) {
            remove(listener);
            listener.end();
        }
    }

    /** How many listen. */
    synchronized int listeners() {
        return listeners.size();
    }
}
