package dev.berth.server.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.http.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose end one reader sees here and another there: a proxy in front of the server must never take for a body what the
 * server takes for the next request.
 */
class SmugglingTest {
    private static final String SECOND = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nsmuggled";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private static RecordingFrontEnd server;

    @BeforeAll
    static void start() {
        server = new RecordingFrontEnd();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.bodies.clear();
    }

    private static String head(String lines) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
    }

    static Stream<String> ambiguous() {
        return Stream.of(
                head("Content-Length: 5\r\n" + CHUNKED) + "0\r\n\r\n",
                head(CHUNKED + "Content-Length: 5\r\n") + "0\r\n\r\n",
                head("Content-Length: 0\r\nContent-Length: 5\r\n"),
                head("Content-Length: 5\r\nContent-Length: 5\r\n") + "12345",
                head("Content-Length: 0, 5\r\n"),
                head("Content-Length: 5, 5\r\n") + "12345",
                head("Content-Length: +5\r\n") + "12345",
                head("Content-Length: -5\r\n") + "12345",
                head("Content-Length: 0x5\r\n") + "12345",
                head("Content-Length: 5 5\r\n") + "12345",
                head("Content-Length: 5.0\r\n") + "12345",
                head("Content-Length:\r\n") + "12345",
                head("Content-Length : 5\r\n") + "12345",
                head("Content-Length\t: 5\r\n") + "12345",
                head("Content-Length: \u00B25\r\n") + "12345",
                head("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: identity\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: \u000Bchunked\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                head("X: a\rContent-Length: 5\r\n"),
                head("X\u0000: a\r\n"),
                head("X: a\u0000b\r\n"),
                head("X Y: a\r\n"),
                head("no colon\r\n"),
                head(CHUNKED) + "0x5\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "+5\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "-5\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "\r\n",
                head(CHUNKED) + ";x\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "g\r\n",
                head(CHUNKED) + "100000005\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "5\r\n12345X\r\n0\r\n\r\n",
                head(CHUNKED) + "5\r\n1234567\r\n0\r\n\r\n",
                head(CHUNKED) + "5;a\nb\r\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "5\n12345\r\n0\r\n\r\n",
                head(CHUNKED) + "5\r12345\r\n0\r\n\r\n",
                head(CHUNKED) + "5\r\n12345\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: localhost\r\n" + CHUNKED + "\r\n0\r\n\r\n",
                "POST / HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n",
                "POST / HTTP/1.1 \r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\n Host: localhost\r\n\r\n",
                "POST /\r\nHost: localhost\r\n\r\n",
                "P\u00D6ST / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void ambiguousRequest_isRefused_andTheLastOfItsConnection(String request) throws IOException {
        try (RawClient raw = new RawClient(server.frontEnd.port())) {
            raw.send(request + SECOND);
            assertThat(refusalAndEnd(raw)).isTrue();
        }
        assertThat(server.bodies).isEmpty();
    }

    /** Whether there is at most one answer, which refuses, and then the end. A body that is broken half way has no answer. */
    private static boolean refusalAndEnd(RawClient raw) throws IOException {
        try {
            RawClient.Answer answer = raw.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"__type\":\"BadRequestException\"");
            assertThat(answer.header("connection")).isEqualTo("close");
        } catch (EOFException | SocketException broken) {
            return true;
        }
        return raw.isClosedByServer();
    }

    /** Odd, but with one meaning: what follows is another request. */
    static Stream<String> odd() {
        return Stream.of(
                head("X: a\r\n Content-Length: 5\r\n"),
                head("Transfer-Encoding: CHUNKED\r\n") + "0\r\n\r\n",
                head(CHUNKED) + "00000\r\n\r\n",
                head(CHUNKED) + "0;a=b;c=\"d\"\r\nContent-Length: 5\r\n\r\n",
                head("Content-Length: 0000\r\n"));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void oddRequest_hasNoBody_andTheNextIsServed(String request) throws IOException {
        try (RawClient raw = new RawClient(server.frontEnd.port())) {
            raw.send(request + SECOND);
            assertThat(raw.read().body()).isEmpty();
            assertThat(raw.read().body()).isEqualTo("smuggled");
        }
        assertThat(server.bodies).containsExactly("", "smuggled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost.evil.example",
                "127.0.0.1.nip.io",
                "127.0.0.1@evil.example",
                "evil.example#localhost",
                "evil.example\tlocalhost",
                "localhost:80@evil.example",
                "localhost evil.example",
                "localhost,evil.example",
                "[::1].evil.example",
                "[::ffff:10.0.0.1]",
                "0.0.0.0",
                "2130706433",
                "0x7f.1",
                "localhost:99x",
                ""
            })
    void hostThatOnlyLooksLikeLoopback_isRefused(String host) throws IOException {
        try (RawClient raw = new RawClient(server.frontEnd.port())) {
            raw.send("POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(403);
            raw.send("POST http://" + host + "/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(raw.read().status()).isIn(400, 403);
        }
        assertThat(server.bodies).isEmpty();
    }
}
