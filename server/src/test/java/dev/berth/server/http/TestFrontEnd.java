package dev.berth.server.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A front end on a free port, with a dialect that a test gives. */
final class TestFrontEnd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeScheduler scheduler = new FakeScheduler();
    final FakeProbes probes = new FakeProbes();
    final FrontEnd frontEnd;
    private final Vertx vertx = Vertx.vertx();

    TestFrontEnd(Dialect dialect, UnaryOperator<HttpConfig> settings) {
        HttpConfig config = settings.apply(
                new HttpConfig("127.0.0.1", 0, 2, 1_000, 2_000, Duration.ofMinutes(1), 1_000, 1_000, true));
        frontEnd = FrontEnd.start(vertx, config, scheduler, ignored -> dialect, probes)
                .await();
    }

    /** Answers each request with its own body. */
    static TestFrontEnd echoing() {
        return new TestFrontEnd(
                (request, responder) -> responder.answer(200, MediaTypes.AWS_JSON, request.body()),
                UnaryOperator.identity());
    }

    static UnaryOperator<HttpConfig> withMaxConnections(int max) {
        return c -> new HttpConfig(
                c.host(),
                c.port(),
                c.eventLoops(),
                c.maxBodyBytes(),
                c.maxHeaderBytes(),
                c.idleTimeout(),
                max,
                1_000,
                true);
    }

    static UnaryOperator<HttpConfig> withMaxConnectionsPerSource(int max) {
        return c -> new HttpConfig(
                c.host(),
                c.port(),
                c.eventLoops(),
                c.maxBodyBytes(),
                c.maxHeaderBytes(),
                c.idleTimeout(),
                c.maxConnections(),
                max,
                c.maxInFlight(),
                true,
                null,
                null);
    }

    static UnaryOperator<HttpConfig> withTls(TlsFiles files) {
        return c -> new HttpConfig(
                c.host(),
                c.port(),
                c.eventLoops(),
                c.maxBodyBytes(),
                c.maxHeaderBytes(),
                c.idleTimeout(),
                c.maxConnections(),
                c.maxConnections(),
                c.maxInFlight(),
                true,
                files,
                null);
    }

    /** One event loop, on which so many requests may be in flight. */
    static UnaryOperator<HttpConfig> withMaxInFlight(int max) {
        return c -> new HttpConfig(
                c.host(), c.port(), 1, c.maxBodyBytes(), c.maxHeaderBytes(), c.idleTimeout(), 1_000, max, true);
    }

    static UnaryOperator<HttpConfig> withIdleTimeout(Duration timeout) {
        return c -> new HttpConfig(
                c.host(),
                c.port(),
                c.eventLoops(),
                c.maxBodyBytes(),
                c.maxHeaderBytes(),
                timeout,
                c.maxConnections(),
                c.maxInFlight(),
                true);
    }

    static UnaryOperator<HttpConfig> withAnyHost() {
        return c -> new HttpConfig(
                c.host(),
                c.port(),
                c.eventLoops(),
                c.maxBodyBytes(),
                c.maxHeaderBytes(),
                c.idleTimeout(),
                c.maxConnections(),
                c.maxInFlight(),
                false);
    }

    RawClient connect() throws IOException {
        return new RawClient(frontEnd.port());
    }

    /** Waits for what the server does without telling its client. */
    static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("did not happen within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        frontEnd.drainAndClose(Duration.ofSeconds(1)).await();
        vertx.close().await();
    }

    static final class FakeProbes implements Probes {
        volatile boolean isReady = true;

        @Override
        public MetricsText metrics(String acceptHeader) {
            if (acceptHeader.equals("defect")) {
                throw new IllegalStateException("secret");
            }
            return new MetricsText("text/plain; for=" + acceptHeader, "metric 1\n");
        }

        @Override
        public boolean ready() {
            return isReady;
        }
    }
}
