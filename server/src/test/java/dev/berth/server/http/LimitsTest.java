package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What happens to clients that go too far, or away. The limits: 1,000 bytes of body, 2,000 of headers. */
class LimitsTest {
    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static String chunkedHead() {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static void isLast(RawClient raw, RawClient.Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("\"__type\":\"" + type + "\"");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.header("x-amzn-requestid")).hasSize(36);
        assertThat(answer.header("date")).isNotEmpty();
        assertThat(raw.isClosedByServer()).isTrue();
    }

    @Test
    void body_atTheLimit_isTaken() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            String body = "x".repeat(1_000);
            assertThat(raw.send(RawClient.post("", body)).read().body()).isEqualTo(body);
            raw.send(chunkedHead() + chunk(body.substring(1)) + chunk("y") + "0\r\n\r\n");
            assertThat(raw.read().body()).isEqualTo(body.substring(1) + "y");
        }
    }

    @Test
    void body_announcedTooLarge_isRefusedBeforeItComes() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
            RawClient.Answer answer = raw.read();
            assertThat(answer.header("content-type")).isEqualTo("application/x-amz-json-1.1");
            assertThat(answer.body()).contains("The request's body is larger than 1000 bytes.");
            isLast(raw, answer, 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void body_sentTooLarge_isReadSoThatTheAnswerArrives() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("", "x".repeat(1 << 20)));
            isLast(raw, raw.read(), 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void body_chunked_isCounted() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send(chunkedHead() + chunk("x".repeat(600)) + chunk("y".repeat(600)));
            isLast(raw, raw.read(), 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void body_lengthBeyondAllNumbers() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n");
            assertThat(raw.read().status()).isIn(400, 413);
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void body_ofTheRoutes_isRefusedToo() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("PUT /admin/v1/budgets/account HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
                    + "Content-Type: application/json\r\n\r\n{");
            isLast(raw, raw.read(), 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void body_unwanted_costsTheConnection() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\nx");
            isLast(raw, raw.read(), 404, "NotFoundException");
        }
    }

    @Test
    void requestsBehindTheLastAnswer_areNotServed() throws IOException {
        AtomicInteger served = new AtomicInteger();
        Dialect counting = (request, responder) -> {
            served.incrementAndGet();
            responder.answer(200, MediaTypes.AWS_JSON, request.body());
        };
        try (TestFrontEnd server = new TestFrontEnd(counting, UnaryOperator.identity());
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("", "x".repeat(1_001)) + RawClient.post("", "y"));
            isLast(raw, raw.read(), 413, "RequestEntityTooLargeException");
            assertThat(served).hasValue(0);
        }
    }

    /** A dialect that takes two million bytes where the header Large is there. */
    private static final class LargeDialect implements Dialect {
        @Override
        public void handle(WireRequest request, Responder responder) {
            byte[] length = Integer.toString(request.body().length).getBytes(StandardCharsets.UTF_8);
            responder.answer(200, MediaTypes.AWS_JSON, length);
        }

        @Override
        public int maxBodyBytes(WireRequest request, int usualBytes) {
            return request.header("Large") == null ? usualBytes : 2_000_000;
        }
    }

    @Test
    void body_larger_whereTheDialectAllowsIt() throws IOException {
        try (TestFrontEnd server = new TestFrontEnd(new LargeDialect(), UnaryOperator.identity());
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("Large: 1\r\n", "x".repeat(2_000_000)));
            assertThat(raw.read().body()).isEqualTo("2000000");
            raw.send(chunkedHead().replace("\r\n\r\n", "\r\nLarge: 1\r\n\r\n"));
            for (int i = 0; i < 20; i++) {
                raw.send(chunk("x".repeat(100_000)));
            }
            raw.send("0\r\n\r\n");
            assertThat(raw.read().body()).isEqualTo("2000000");
            assertThat(server.frontEnd.bufferedBodyBytes()).isZero();
            raw.send(RawClient.post("Large: 1\r\n", "x".repeat(2_000_001)));
            isLast(raw, raw.read(), 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void body_abandonedHalfWay_isForgotten() throws IOException {
        try (TestFrontEnd server = new TestFrontEnd(new LargeDialect(), UnaryOperator.identity())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                RawClient raw = server.connect();
                raw.send("POST / HTTP/1.1\r\nHost: localhost\r\nLarge: 1\r\nContent-Length: 1000000\r\n\r\n"
                        + "x".repeat(100_000));
                clients.add(raw);
            }
            TestFrontEnd.eventually(() -> server.frontEnd.bufferedBodyBytes() == 10 * (128 << 10));
            for (RawClient raw : clients) {
                raw.reset();
            }
            TestFrontEnd.eventually(() -> server.frontEnd.bufferedBodyBytes() == 0);
            TestFrontEnd.eventually(() -> server.frontEnd.openConnections() == 0);
        }
    }

    @Test
    void bodyMemory_isBounded() {
        BodyMemory memory = new BodyMemory(10);

        assertThat(memory.tryReserve(7)).isTrue();
        assertThat(memory.tryReserve(4)).isFalse();
        assertThat(memory.tryReserve(3)).isTrue();
        memory.release(10);
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void bodyMemory_isAShareOfTheHeap() {
        assertThat(BodyMemory.ofHeap(2L << 30).tryReserve(256 << 20)).isTrue();
        assertThat(BodyMemory.ofHeap(2L << 30).tryReserve((256 << 20) + 1)).isFalse();
        assertThat(BodyMemory.ofHeap(512 << 20).tryReserve(128 << 20)).isTrue();
        assertThat(BodyMemory.ofHeap(512 << 20).tryReserve((128 << 20) + 1)).isFalse();
        assertThat(BodyMemory.ofHeap(256 << 20).tryReserve((64 << 20) + 1)).isFalse();
    }

    @Test
    void bodyMemory_countsWhatBuffersHold() {
        assertThat(BodyMemory.heldFor(1)).isEqualTo(1);
        assertThat(BodyMemory.heldFor(8_192)).isEqualTo(8_192);
        assertThat(BodyMemory.heldFor(8_193)).isEqualTo(16_384);
        assertThat(BodyMemory.heldFor(4 << 20)).isEqualTo(4 << 20);
        assertThat(BodyMemory.heldFor((4 << 20) + 1)).isEqualTo(8 << 20);
        assertThat(BodyMemory.heldFor(64 << 20)).isEqualTo(64 << 20);
    }

    @Test
    void body_thatIsNotWhole_isCountedFromItsFirstByte() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient announced = server.connect();
                RawClient chunked = server.connect()) {
            announced.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(256));
            TestFrontEnd.eventually(() -> server.frontEnd.bufferedBodyBytes() == 256);
            chunked.send(chunkedHead() + chunk("x".repeat(256)));
            TestFrontEnd.eventually(() -> server.frontEnd.bufferedBodyBytes() == 512);
            announced.reset();
            chunked.reset();
            TestFrontEnd.eventually(() -> server.frontEnd.bufferedBodyBytes() == 0);
        }
    }

    @Test
    void expect_continue_isHonoured() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            String head = "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";
            raw.send(head + "2\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(100);
            assertThat(raw.send("ok").read().body()).isEqualTo("ok");

            isLast(raw.send(head + "2000\r\n\r\n"), raw.read(), 413, "RequestEntityTooLargeException");
        }
    }

    @Test
    void expect_another_isRefused() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("Expect: miracles\r\n", "x"));
            isLast(raw, raw.read(), 417, "ExpectationFailedException");
        }
    }

    @Test
    void headers_tooLarge() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("X: " + "x".repeat(2_000) + "\r\n", ""));
            isLast(raw, raw.read(), 431, "RequestHeaderFieldsTooLargeException");
        }
    }

    @Test
    void firstLine_tooLong() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send(RawClient.get("/" + "x".repeat(5_000)));
            isLast(raw, raw.read(), 414, "UriTooLongException");
        }
    }

    @Test
    void paths_malformedOrRoundabout_areNotFoundOrBad() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            for (String path : new String[] {
                "/%zz", "/admin/v1/budgets/workgroup/%zz", "/admin/v1/budgets/workgroup/%ff", "/a/../../b", "/%00", "*"
            }) {
                RawClient.Answer answer = raw.send(RawClient.get(path)).read();
                assertThat(answer.status()).as(path).isIn(400, 404);
                assertThat(answer.body()).contains("\"__type\"");
            }
        }
    }

    @Test
    void head_isAnsweredWithoutBody() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawClient.get("/health/live"));
            assertThat(raw.read().status()).isEqualTo(404);
            assertThat(raw.read().body()).isEqualTo("{\"status\":\"live\"}");
        }
    }

    @Test
    void http10_isAnswered() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void rubbish_isNotHttp() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("rubbish\r\n\r\n");
            isLast(raw, raw.read(), 400, "BadRequestException");
        }
    }

    @Test
    void http2_isNotSpoken() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing()) {
            try (RawClient raw = server.connect()) {
                raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
                assertThat(raw.read().status()).isIn(400, 501);
                assertThat(raw.isClosedByServer()).isTrue();
            }
            try (RawClient raw = server.connect()) {
                raw.send(RawClient.post(
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n", "x"));
                assertThat(raw.read().body()).isEqualTo("x");
            }
        }
    }

    @Test
    void host_foreign_isRefused_everywhere() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing()) {
            for (String request : new String[] {
                "POST / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nHost: evil.example:8181\r\n\r\n",
                "GET /admin/v1/budgets HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
            }) {
                try (RawClient raw = server.connect()) {
                    RawClient.Answer answer = raw.send(request).read();
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(answer.body()).contains("AccessDeniedException");
                }
            }
        }
    }

    @Test
    void host_missingOrTwice_isRefused() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing()) {
            for (String hosts : new String[] {"", "Host: localhost\r\nhost: localhost\r\n"}) {
                try (RawClient raw = server.connect()) {
                    RawClient.Answer answer =
                            raw.send("POST / HTTP/1.1\r\n" + hosts + "\r\n").read();
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(answer.body()).contains("exactly one Host header");
                }
            }
        }
    }

    @Test
    void target_asAWholeUrl_isServed() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            raw.send("POST http://localhost/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx");
            assertThat(raw.read().body()).isEqualTo("x");
            raw.send("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @Test
    void idleConnection_isClosed() throws IOException {
        try (TestFrontEnd server = new TestFrontEnd(
                        (request, responder) -> {}, config -> config.idleTimeout(Duration.ofMillis(50)));
                RawClient silent = server.connect();
                RawClient slow = server.connect()) {
            slow.send("POST / HTTP/1.1\r\nHost: loc");
            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(slow.isClosedByServer()).isTrue();
        }
    }

    @Test
    void connections_tooMany_areToldAndClosed() throws IOException {
        try (TestFrontEnd server = new TestFrontEnd((request, responder) -> {}, config -> config.maxConnections(2));
                RawClient one = server.connect();
                RawClient two = server.connect()) {
            assertThat(one.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);
            assertThat(two.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);
            try (RawClient three = server.connect();
                    RawClient silent = server.connect()) {
                isLast(three, three.send(RawClient.post("", "x")).read(), 503, "ServiceUnavailableException");
                assertThat(silent.isClosedByServer()).isTrue();
            }
            assertThat(server.frontEnd.refusedConnections()).isEqualTo(2);
            assertThat(one.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);

            one.reset();
            TestFrontEnd.eventually(() -> server.frontEnd.openConnections() == 1);
            try (RawClient next = server.connect()) {
                assertThat(next.send(RawClient.get("/health/live")).read().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void connections_tooManyOfOneSource_areToldAndClosed() throws IOException {
        try (TestFrontEnd server =
                        new TestFrontEnd((request, responder) -> {}, config -> config.maxConnectionsPerSource(2));
                RawClient one = server.connect();
                RawClient two = server.connect()) {
            assertThat(one.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);
            assertThat(two.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);
            try (RawClient three = server.connect()) {
                RawClient.Answer answer = three.send(RawClient.post("", "x")).read();
                assertThat(answer.body())
                        .contains("This server serves at most 2 connections of one address at a time.");
                isLast(three, answer, 503, "ServiceUnavailableException");
            }
            assertThat(server.frontEnd.refusedConnections()).isEqualTo(1);

            one.reset();
            TestFrontEnd.eventually(() -> server.frontEnd.openConnections() == 1);
            try (RawClient next = server.connect()) {
                assertThat(next.send(RawClient.get("/health/live")).read().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void pipelinedRequests_areAnsweredInOrder() throws IOException, InterruptedException {
        BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
        Dialect slow = (request, responder) -> {
            byte[] body = request.body();
            answers.add(() -> responder.answer(200, MediaTypes.AWS_JSON, body));
        };
        try (TestFrontEnd server = new TestFrontEnd(slow, UnaryOperator.identity());
                RawClient raw = server.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(RawClient.post("", "request " + i));
            }
            raw.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS)).run();
                assertThat(raw.read().body()).isEqualTo("request " + i);
            }
        }
    }

    @Test
    void body_inSmallPieces_isPutTogether() throws IOException {
        try (TestFrontEnd server = TestFrontEnd.echoing();
                RawClient raw = server.connect()) {
            String request = RawClient.post("", "0123456789".repeat(5));
            for (int i = 0; i < request.length(); i++) {
                raw.send(request.substring(i, i + 1));
            }
            assertThat(raw.read().body()).isEqualTo("0123456789".repeat(5));
            assertThat(server.frontEnd.bufferedBodyBytes()).isZero();
        }
    }

    @Test
    void clientsThatLeave_beforeTheirAnswer_doNoHarm() throws IOException {
        Queue<Runnable> answers = new LinkedBlockingQueue<>();
        Dialect slow =
                (request, responder) -> answers.add(() -> responder.answer(200, MediaTypes.AWS_JSON, new byte[100]));
        try (TestFrontEnd server = new TestFrontEnd(slow, UnaryOperator.identity())) {
            Queue<RawClient> clients = new ArrayDeque<>();
            for (int i = 0; i < 50; i++) {
                clients.add(server.connect().send(RawClient.post("", "x")));
            }
            TestFrontEnd.eventually(() -> answers.size() == 50);
            for (RawClient raw : clients) {
                raw.reset();
            }
            TestFrontEnd.eventually(() -> server.frontEnd.openConnections() == 0);
            answers.forEach(Runnable::run);
            try (RawClient raw = server.connect()) {
                assertThat(raw.send(RawClient.get("/health/live")).read().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void answersThatNobodyReads_stopTheirRequests() throws Exception {
        AtomicInteger served = new AtomicInteger();
        byte[] answer = new byte[400_000];
        Dialect large = (request, responder) -> {
            served.incrementAndGet();
            responder.answer(200, MediaTypes.AWS_JSON, answer);
        };
        int requests = 500;
        try (TestFrontEnd server = new TestFrontEnd(large, UnaryOperator.identity());
                RawClient raw = server.connect()) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        raw.send(RawClient.post("", "x"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            sender.join();
            // 500 requests are small enough to lie in the sockets' buffers; their answers, 200 MB, are not.
            try (RawClient other = server.connect()) {
                for (int i = 0; i < 100; i++) {
                    assertThat(other.send(RawClient.get("/health/live")).read().status())
                            .isEqualTo(200);
                }
            }
            assertThat(served.get()).isLessThan(requests / 2);
            for (int i = 0; i < requests; i++) {
                assertThat(raw.read().body()).hasSize(400_000);
            }
            assertThat(served).hasValue(requests);
        }
    }
}
