package dev.berth.server.abuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.http.RawClient;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.process.BerthProcess;
import dev.berth.server.sigv4.TestHead;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks on a server with identities, in a process with little memory that ends when it runs out of it. During each, somebody
 * else is served; after each, connections, bodies and threads are what they were.
 */
class AbuseIT {
    private static final List<String> BOUNDED = List.of(
            "-Xmx160m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int MORE_THREADS = 24;

    @TempDir
    private static Path folder;

    private static BerthProcess server;
    private static int port;
    private static double threadsBefore;

    private final List<RawClient> attackers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        new KeyStore(data)
                .add("alice", new KeyStore.NewKey(TestHead.KEY_ID, TestHead.SECRET), List.of("*"), List.of("*"));
        Path config = Files.writeString(folder.resolve("berth.yaml"), "http:\n  idle-timeout: 5s\n");
        server = BerthProcess.launch(
                folder.resolve("errors"),
                BOUNDED,
                List.of(
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        data.toString(),
                        "--runtime",
                        "simulated",
                        "--durability",
                        "memory",
                        "--config",
                        config.toString()));
        port = URI.create(server.awaitUrl()).getPort();
        assertServes();
        threadsBefore = metric("jvm_threads_live_threads");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Nothing stays behind an attack. */
    @AfterEach
    void endAttack() throws IOException {
        for (RawClient attacker : attackers) {
            attacker.close();
        }
        await("berth_http_connections", 1);
        await("berth_http_buffered_body_bytes", 0);
        assertServes();
        assertThat(metric("jvm_threads_live_threads")).isLessThan(threadsBefore + MORE_THREADS);
        assertThat(server.isAlive()).isTrue();
        assertThat(server.errors()).doesNotContain("ERROR", "OutOfMemory");
    }

    private RawClient attack() throws IOException {
        RawClient attacker = new RawClient(port);
        attackers.add(attacker);
        return attacker;
    }

    private static byte[] signed(String operation, byte[] body) {
        TestHead head = new TestHead("POST", "/", null)
                .with("Host", "127.0.0.1:" + port)
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("Content-Length", "" + body.length)
                .with("X-Amz-Target", "AmazonAthena." + operation)
                .signed(AMZ_DATE.format(Instant.now()), "us-east-1", "athena", body, TestHead.SECRET);
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        head.headers()
                .forEach(header -> text.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n"));
        return (text + "\r\n" + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static void assertServes() throws IOException {
        try (RawClient other = new RawClient(port)) {
            RawClient.Answer answer =
                    other.send(signed("ListWorkGroups", "{}".getBytes(UTF_8))).read();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    private static double metric(String name) throws IOException {
        try (RawClient scraper = new RawClient(port)) {
            return scraper.send(RawClient.get("/metrics"))
                    .read()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void await(String metric, double value) throws IOException {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        for (double seen = metric(metric); seen != value; seen = metric(metric)) {
            assertThat(System.nanoTime()).as(metric + " is " + seen).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    @Test
    void slowHeadsAndBodies_holdNobodyUp() throws IOException {
        for (int i = 0; i < 500; i++) {
            attack().send("POST / HTTP/1.1\r\nHost: localhost\r\nX: ");
            attack().send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(9_000));
        }
        for (int round = 0; round < 5; round++) {
            for (RawClient attacker : attackers) {
                attacker.send("x");
            }
            assertServes();
        }
        assertThat(metric("berth_http_connections")).isEqualTo(1_001);
        assertThat(metric("berth_http_buffered_body_bytes")).isBetween(500 * 9_000.0, 500 * 20_000.0);
    }

    @Test
    void silentConnections_areClosed_whatTheirClientsDo() throws IOException {
        for (int i = 0; i < 200; i++) {
            attack();
            attack().send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
        }
        await("berth_http_connections", 1);
        for (RawClient attacker : attackers) {
            assertThat(attacker.isClosedByServer()).isTrue();
        }
    }

    /** Each a little more than half of what its buffer then has room for. */
    @Test
    void manyLargeBodies_areRefusedBeyondTheirMemory() throws IOException {
        byte[] head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n".getBytes(ISO_8859_1);
        for (int i = 0; i < 300; i++) {
            RawClient attacker = attack();
            try {
                attacker.send(head).send(new byte[530_000]);
            } catch (SocketException refused) {
                // Its answer is on the way; this test looks at the memory alone.
                continue;
            }
            if (i % 50 == 0) {
                assertServes();
            }
        }
        assertThat(metric("berth_http_buffered_body_bytes")).isLessThanOrEqualTo(40 << 20);
        assertServes();
    }

    @Test
    void pipelinedRequests_areAllAnswered() throws IOException {
        int requests = 100_000;
        RawClient attacker = attack();
        byte[] thousand = RawClient.post("", "{}").repeat(1_000).getBytes(ISO_8859_1);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < requests / 1_000; i++) {
                    attacker.send(thousand);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < requests; i++) {
            RawClient.Answer answer = attacker.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("MissingAuthenticationTokenException");
            if (i % 20_000 == 0) {
                assertServes();
            }
        }
        sending.join();
    }

    /** Sends until the server has had enough. */
    private static void sendUntilClosed(RawClient attacker, byte[] piece) {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (true) {
                attacker.send(piece);
                assertThat(System.nanoTime()).as("still reading").isLessThan(giveUp);
            }
        } catch (IOException closed) {
            assertThat(closed).isInstanceOf(SocketException.class);
        }
    }

    private static String importOf(long bytes) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonAthena.ImportNotebook\r\nContent-Length: "
                + bytes + "\r\n\r\n";
    }

    @Test
    void hugeBody_isRefused_andNotRead() throws IOException {
        RawClient attacker = attack();
        attacker.send(importOf(10L << 30));
        assertThat(attacker.read().status()).isEqualTo(413);
        sendUntilClosed(attacker, new byte[64 << 10]);
        assertServes();
    }

    @Test
    void largeBodyOfAStranger_isRefusedByItsHead() throws IOException {
        RawClient.Answer answer = attack().send(importOf(60_000_000)).read();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than 1048576 bytes");
    }

    @Test
    void endlessChunks_areRefused() throws IOException {
        RawClient attacker = attack();
        attacker.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);
        sendUntilClosed(attacker, chunk);
        assertServes();
    }

    @Test
    void headsWithoutEnd_areRefused() throws IOException {
        String start = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        for (String endless : List.of(
                start + "X: ",
                start,
                "GET /",
                "",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: localhost\r\n\r\n0\r\n")) {
            RawClient attacker = attack();
            attacker.send(endless);
            String piece = endless.isEmpty() || endless.endsWith(": ") || endless.endsWith("/") ? "x" : "a: b\r\n";
            sendUntilClosed(attacker, piece.repeat(10_000).getBytes(ISO_8859_1));
            assertServes();
        }
    }

    @Test
    void hostileBodies_ofAKnownClient_haveTheirAnswer() throws IOException {
        RawClient attacker = attack();
        byte[] nested = ("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8);
        byte[] notUtf8 = "{\"WorkGroup\":\"\u00FF\u00C0\u0080\"}".getBytes(ISO_8859_1);
        for (byte[] body : List.of(nested, notUtf8, new byte[0], new byte[1 << 20])) {
            RawClient.Answer answer =
                    attacker.send(signed("GetWorkGroup", body)).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"__type\":\"SerializationException\"");
        }
    }

    @Test
    void clientsThatVanish_leaveNothing() throws IOException {
        for (int i = 0; i < 500; i++) {
            RawClient attacker = new RawClient(port);
            attacker.send(signed("ListWorkGroups", "{}".getBytes(UTF_8)));
            attacker.reset();
        }
        assertServes();
    }

    @Test
    void connectionsThatComeAndGo_leaveNothing() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            try (RawClient attacker = new RawClient(port)) {
                attacker.send("rubbish\r\n\r\n");
                assertThat(attacker.read().status()).isEqualTo(400);
            } catch (EOFException | SocketException closed) {
                throw new AssertionError("no answer", closed);
            }
        }
    }
}
