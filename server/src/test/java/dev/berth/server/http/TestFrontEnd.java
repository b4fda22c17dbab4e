package dev.berth.server.http;

import dev.berth.server.TestVertx;
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
    private final Vertx vertx = TestVertx.open();

    TestFrontEnd(Dialect dialect, UnaryOperator<TestHttpConfig> settings) {
        HttpConfig config =
                settings.apply(new TestHttpConfig().maxBytes(1_000, 2_000)).build();
        frontEnd = FrontEnd.start(vertx, config, scheduler, ignored -> dialect, probes)
                .await();
    }

    /** Answers each request with its own body. */
    static TestFrontEnd echoing() {
        return new TestFrontEnd(
                (request, responder) -> responder.answer(200, MediaTypes.AWS_JSON, request.body()),
                UnaryOperator.identity());
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
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            if (format.equals("defect")) {
                throw new IllegalStateException("secret");
            }
            return new MetricsText("text/plain; for=" + format, "metric 1\n");
        }

        @Override
        public boolean ready() {
            return isReady;
        }
    }
}
