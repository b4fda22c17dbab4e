package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireClientTest {
    private static final int CONNECTIONS = 8;
    private static final int THREADS = 2;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private WireClient clientOf(Handler<HttpServerRequest> handler) throws InterruptedException {
        return clientOf(handler, Duration.ofSeconds(30));
    }

    private WireClient clientOf(Handler<HttpServerRequest> handler, Duration maxSilence) throws InterruptedException {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await();
        return new WireClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()),
                CONNECTIONS,
                THREADS,
                maxSilence);
    }

    private void note(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            bodies.add(body.toString());
            request.response().end("answered");
        });
    }

    @Test
    void closedLoop_sendsEachRequestOnce() throws Exception {
        byte[][] requests = new StartRequests("127.0.0.1").make(500);
        try (WireClient client = clientOf(this::note)) {
            assertThat(client.sendAll(requests)).isPositive();
            assertThat(client.sendAll(requests)).isPositive();
        }
        assertThat(bodies).hasSize(1_000);
        assertThat(bodies.stream().distinct()).hasSize(500);
    }

    @Test
    void openLoop_measuresFromTheIntendedStart() throws Exception {
        long stallMillis = 300;
        byte[][] requests = new StartRequests("127.0.0.1").make(200);
        long[] latencies;
        // Each connection has one answer that is late; those that wait for it were meant to be sent long before.
        try (WireClient client = clientOf(request -> {
            if (bodies.size() < CONNECTIONS) {
                bodies.add("late");
                vertx.setTimer(stallMillis, timer -> request.response().end("late"));
            } else {
                note(request);
            }
        })) {
            latencies = client.sendAt(1_000, requests);
        }
        assertThat(latencies).hasSize(200).isSorted();
        long slow = Arrays.stream(latencies)
                .filter(latency -> latency > TimeUnit.MILLISECONDS.toNanos(stallMillis / 3))
                .count();
        assertThat(slow).as("requests that waited for a free connection").isGreaterThan(10L * CONNECTIONS);
    }

    @Test
    void answersThatAreErrors_failTheRun() throws Exception {
        try (WireClient client =
                clientOf(request -> request.response().setStatusCode(400).end())) {
            assertThatThrownBy(() -> client.sendAll(new StartRequests("127.0.0.1").make(10)))
                    .hasMessageContaining("not 200");
        }
    }

    @Test
    void connectionsThatBreak_failTheRun() throws Exception {
        try (WireClient client = clientOf(request -> request.connection().close())) {
            assertThatThrownBy(() -> client.sendAll(new StartRequests("127.0.0.1").make(10)))
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aServerThatStopsAnswering_failsTheRun() throws Exception {
        byte[][] requests = new StartRequests("127.0.0.1").make(50);
        Handler<HttpServerRequest> silentAfterTwenty = request -> {
            if (bodies.size() < 20) {
                note(request);
            }
        };
        try (WireClient client = clientOf(silentAfterTwenty, Duration.ofMillis(200))) {
            assertThatThrownBy(() -> client.sendAll(requests)).hasMessageContaining("of 50 requests are answered");
            assertThatThrownBy(() -> client.sendAt(1_000, requests)).hasMessageContaining("has not answered for");
        }
    }
}
