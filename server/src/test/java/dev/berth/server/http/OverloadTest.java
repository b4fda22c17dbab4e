package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More requests than may be in flight. */
class OverloadTest {
    private static final int MAX = 3;
    private static final String URGENT = "Urgent: yes\r\n";

    /** Keeps what it is asked until a test lets it answer; notes how many it had at most. */
    private static final class SlowDialect implements Dialect {
        private final BlockingQueue<Runnable> kept = new LinkedBlockingQueue<>();
        private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public void handle(WireRequest request, Responder responder) {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            byte[] body = request.body();
            bodies.add(new String(body, java.nio.charset.StandardCharsets.ISO_8859_1));
            kept.add(() -> {
                inFlight.decrementAndGet();
                responder.answer(200, MediaTypes.AWS_JSON, body);
            });
        }

        @Override
        public boolean isUrgent(WireRequest request) {
            return request.header("Urgent") != null;
        }

        void answerOne() throws InterruptedException {
            Runnable answer = kept.poll(10, TimeUnit.SECONDS);
            assertThat(answer).as("a request that the dialect has").isNotNull();
            answer.run();
        }

        void awaitRequests(int count) {
            TestFrontEnd.eventually(() -> bodies.size() >= count);
        }
    }

    private final SlowDialect dialect = new SlowDialect();

    private TestFrontEnd start() {
        return new TestFrontEnd(dialect, config -> config.eventLoops(1).maxInFlight(MAX));
    }

    private List<RawClient> connect(TestFrontEnd server, int count) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(server.connect());
        }
        return clients;
    }

    /** A request that is answered shows that what was sent before it on other connections has been looked at. */
    private static void awaitLoop(TestFrontEnd server) throws IOException {
        try (RawClient health = server.connect()) {
            assertThat(health.send(RawClient.get("/health/live")).read().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void requests_beyondTheLimit_wait_andAreAllAnswered() throws Exception {
        try (TestFrontEnd server = start()) {
            List<RawClient> clients = connect(server, 20);
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send(RawClient.post("", "request " + i));
            }
            dialect.awaitRequests(MAX);
            awaitLoop(server);
            assertThat(dialect.bodies).hasSize(MAX);
            assertThat(server.frontEnd.requestsInFlight()).isEqualTo(MAX);
            assertThat(server.frontEnd.requestsHeldBack()).isEqualTo(clients.size() - MAX);
            for (int i = 0; i < clients.size(); i++) {
                dialect.answerOne();
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).read().body()).isEqualTo("request " + i);
            }
            assertThat(dialect.most).hasValue(MAX);
            TestFrontEnd.eventually(() -> server.frontEnd.requestsInFlight() == 0);
            assertThat(server.frontEnd.requestsHeldBack()).isZero();
        }
    }

    @Test
    void bodies_thatComeAfterTheirHeads_doNotPassTheLimit() throws Exception {
        try (TestFrontEnd server = start()) {
            List<RawClient> clients = connect(server, 20);
            for (RawClient client : clients) {
                client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n");
            }
            awaitLoop(server);
            for (RawClient client : clients) {
                client.send("body");
            }
            dialect.awaitRequests(MAX);
            awaitLoop(server);
            for (int i = 0; i < clients.size(); i++) {
                dialect.answerOne();
            }
            for (RawClient client : clients) {
                assertThat(client.read().body()).isEqualTo("body");
            }
            assertThat(dialect.most).hasValue(MAX);
        }
    }

    @Test
    void slowBodies_takeNoPlaces() throws Exception {
        try (TestFrontEnd server = start();
                RawClient quick = server.connect()) {
            for (RawClient slow : connect(server, 10)) {
                slow.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nb");
            }
            awaitLoop(server);
            quick.send(RawClient.post("", "quick"));
            dialect.answerOne();
            assertThat(quick.read().body()).isEqualTo("quick");
        }
    }

    @Test
    void urgent_doesNotWait() throws Exception {
        try (TestFrontEnd server = start();
                RawClient urgent = server.connect()) {
            for (RawClient client : connect(server, 10)) {
                client.send(RawClient.post("", "usual"));
            }
            dialect.awaitRequests(MAX);
            urgent.send(RawClient.post(URGENT, "urgent"));
            dialect.awaitRequests(MAX + 1);
            assertThat(dialect.bodies).endsWith("urgent").hasSize(MAX + 1);
        }
    }

    @Test
    void clientsThatLeave_takeTheirRequestsWithThem() throws Exception {
        try (TestFrontEnd server = start();
                RawClient patient = server.connect()) {
            List<RawClient> first = connect(server, MAX);
            for (RawClient client : first) {
                client.send(RawClient.post("", "first"));
            }
            dialect.awaitRequests(MAX);
            for (RawClient client : connect(server, 10)) {
                client.send(RawClient.post("", "gone"));
                awaitLoop(server);
                client.reset();
            }
            patient.send(RawClient.post("", "patient"));
            TestFrontEnd.eventually(() -> server.frontEnd.openConnections() == MAX + 1);
            for (int i = 0; i <= MAX; i++) {
                dialect.answerOne();
            }
            assertThat(patient.read().body()).isEqualTo("patient");
            assertThat(server.frontEnd.requestsHeldBack()).isZero();
            assertThat(dialect.bodies).doesNotContain("gone");
        }
    }

    @Test
    void expectation_isAnsweredWhenThereIsRoom() throws Exception {
        try (TestFrontEnd server = start();
                RawClient polite = server.connect()) {
            for (RawClient client : connect(server, MAX)) {
                client.send(RawClient.post("", "usual"));
            }
            dialect.awaitRequests(MAX);
            polite.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            awaitLoop(server);
            dialect.answerOne();
            assertThat(polite.read().status()).isEqualTo(100);
            polite.send("body");
            dialect.awaitRequests(MAX + 1);
            for (int i = 0; i < MAX; i++) {
                dialect.answerOne();
            }
            assertThat(polite.read().body()).isEqualTo("body");
        }
    }
}
