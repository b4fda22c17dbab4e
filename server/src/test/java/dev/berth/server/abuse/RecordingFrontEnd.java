package dev.berth.server.abuse;

import dev.berth.server.TestVertx;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.Probes;
import dev.berth.server.http.TestHttpConfig;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A front end on a free port, for loopback hosts, whose dialect notes the bodies that it gets, and answers with them. */
final class RecordingFrontEnd implements AutoCloseable {
    final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    final FrontEnd frontEnd;
    private final Vertx vertx = TestVertx.open();

    RecordingFrontEnd() {
        HttpConfig config = new TestHttpConfig().maxBytes(1_000, 4_000).build();
        frontEnd = FrontEnd.start(
                        vertx,
                        config,
                        new FakeScheduler(),
                        scheduler -> (request, responder) -> {
                            byte[] body = request.body();
                            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
                            responder.answer(200, MediaTypes.AWS_JSON, body);
                        },
                        new NoMetrics())
                .await();
    }

    @Override
    public void close() {
        frontEnd.drainAndClose(Duration.ofSeconds(1)).await();
        vertx.close().await();
    }

    private static final class NoMetrics implements Probes {
        @Override
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            return new MetricsText("text/plain", "");
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
