package dev.berth.server.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text of the metrics for all who ask, one at a time for each format, on a thread of its own. Who asks while one is made
 * gets the next, together with all others that do: it is begun after he has asked, so it tells what was true then. However many
 * ask, no more than that is made, and held in memory. Thread-safe.
 */
final class Scrapes {
    private final Vertx vertx;
    private final Probes probes;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    Scrapes(Vertx vertx, Probes probes) {
        this.vertx = vertx;
        this.probes = probes;
    }

    /** Metrics as they are sent, to all who wanted them. */
    static final class Scrape {
        private final String contentType;
        private final byte[] body;

        private Scrape(MetricsText text) {
            this.contentType = text.contentType();
            this.body = text.body().getBytes(StandardCharsets.UTF_8);
        }

        String contentType() {
            return contentType;
        }

        /** The array itself; nobody writes to it. */
        byte[] body() {
            return body;
        }
    }

    /**
     * The metrics, as they are now or later. The future may complete on any thread.
     *
     * @param acceptHeader the value of the reader's {@code Accept} header; empty if there was none
     */
    Future<Scrape> next(String acceptHeader) {
        return lines.computeIfAbsent(probes.metricsFormat(acceptHeader), Line::new)
                .next();
    }

    /** Those who want one format. */
    private final class Line {
        private final String format;

        // Guarded by this.
        private boolean isBusy;
        private @Nullable Promise<Scrape> waiting;

        Line(String format) {
            this.format = format;
        }

        synchronized Future<Scrape> next() {
            if (!isBusy) {
                isBusy = true;
                return make();
            }
            Promise<Scrape> promise = waiting;
            if (promise == null) {
                promise = Promise.promise();
                waiting = promise;
            }
            return promise.future();
        }

        private Future<Scrape> make() {
            return vertx.executeBlocking(this::read, false)
                    .map(made -> Objects.requireNonNull(made, "made"))
                    .onComplete(made -> ended());
        }

        private Scrape read() {
            return new Scrape(probes.metrics(format));
        }

        private synchronized void ended() {
            Promise<Scrape> promise = waiting;
            waiting = null;
            isBusy = promise != null;
            if (promise != null) {
                make().onComplete(promise);
            }
        }
    }
}
