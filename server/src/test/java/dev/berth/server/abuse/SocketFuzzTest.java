package dev.berth.server.abuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import dev.berth.server.http.RawClient;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.sigv4.TestHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of requests, heads and bodies alike, changed at random, against the whole server. */
class SocketFuzzTest {
    private static final String START =
            "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}";

    /** The 501 is Vert.x's, to an unknown version of HTTP. */
    private static final List<String> DOCUMENTED =
            List.of("200", "400", "403", "404", "405", "413", "414", "415", "417", "431", "501");

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d+) ");

    @TempDir
    private Path data;

    private BerthServer server;

    @BeforeEach
    void start() throws IOException {
        new KeyStore(data)
                .add("alice", new KeyStore.NewKey(TestHead.KEY_ID, TestHead.SECRET), List.of("*"), List.of("*"));
        server = BerthServer.start(ServerConfig.load(
                Map.of(
                        "port",
                        "0",
                        "data",
                        data.toString(),
                        "journal.durability",
                        "memory",
                        "runtime.name",
                        "simulated"),
                Map.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String start(String secret) {
        TestHead head = new TestHead("POST", "/", null)
                .with("Host", "127.0.0.1:" + server.port())
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("Content-Length", "" + START.length())
                .with("X-Amz-Target", "AmazonAthena.StartSession");
        String date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        head.signed(date, "us-east-1", "athena", START.getBytes(ISO_8859_1), secret);
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        head.headers()
                .forEach(header -> text.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n"));
        return text + "\r\n" + START;
    }

    /** All that the server says until it closes; it does when the client has no more to send. */
    private String answers(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void changedBytes_ofAStranger_haveDocumentedAnswers_andStartNothing() throws IOException {
        long seed = Fuzz.seed("changedBytes");
        Random random = new Random(seed);
        String request = start("not the secret");
        int answered = 0;
        for (int i = 0; i < Fuzz.cases(3); i++) {
            String changed = Fuzz.edited(request, random);
            String answers = answers(changed);
            Matcher statuses = STATUS.matcher(answers);
            while (statuses.find()) {
                answered++;
                assertThat(statuses.group(1))
                        .as("seed " + seed + ", case " + i + "\n" + changed + "\n" + answers)
                        .isIn(DOCUMENTED);
            }
            assertThat(answers).doesNotContain("SessionId");
        }
        assertThat(answered).isPositive();
        assertThat(server.engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                .isZero();
        try (RawClient alice = new RawClient(server.port())) {
            assertThat(alice.send(start(TestHead.SECRET)).read().body()).contains("SessionId");
        }
    }
}
