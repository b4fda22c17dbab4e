package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import dev.berth.server.TestVertx;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates that the JDK's keytool makes. */
class TlsTest {
    private static final String PASSWORD = "password";
    private static final Map<String, KeyStore> PAIRS = new HashMap<>();

    @TempDir
    private static Path stores;

    @TempDir
    private Path folder;

    private TlsFiles files;
    private TestFrontEnd server;

    @BeforeEach
    void start() throws Exception {
        files = new TlsFiles(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        write(pair("one", "RSA"));
        server = new TestFrontEnd(
                (request, responder) -> responder.answer(200, MediaTypes.AWS_JSON, request.body()),
                config -> config.tls(files));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A self-signed certificate for this machine, and its key; the same ones for every test, for they take long to make. */
    private static KeyStore pair(String name, String algorithm) throws Exception {
        KeyStore made = PAIRS.get(name + algorithm);
        if (made == null) {
            made = newPair(name, algorithm);
            PAIRS.put(name + algorithm, made);
        }
        return made;
    }

    private static KeyStore newPair(String name, String algorithm) throws Exception {
        Path store = stores.resolve(name + algorithm + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }

    private void write(KeyStore pair) throws Exception {
        writeKey(pair);
        writeCertificate(pair);
    }

    private void writeKey(KeyStore pair) throws Exception {
        byte[] key = pair.getKey(aliasOf(pair), PASSWORD.toCharArray()).getEncoded();
        Files.writeString(files.key(), pem("PRIVATE KEY", key));
    }

    private void writeCertificate(KeyStore pair) throws Exception {
        Files.writeString(
                files.certificate(),
                pem("CERTIFICATE", pair.getCertificate(aliasOf(pair)).getEncoded()));
    }

    private static String aliasOf(KeyStore pair) throws GeneralSecurityException {
        return pair.aliases().nextElement();
    }

    /** Trusts what is in the certificate's file now. */
    private SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var pem = Files.newInputStream(files.certificate())) {
            trusted.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private String get() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.frontEnd.url() + "/health/live"))
                .build();
        return HttpClient.newBuilder()
                .sslContext(trusting())
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The name in the certificate that a new connection gets. */
    private String nameSeen(String... protocols) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", server.frontEnd.port())) {
            socket.setEnabledProtocols(protocols);
            socket.startHandshake();
            X509Certificate seen = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return seen.getSubjectX500Principal().getName();
        }
    }

    private CertificateWatch watch() {
        return Objects.requireNonNull(server.frontEnd.certificateWatch());
    }

    @Test
    void requests_areServedOverTls() throws Exception {
        assertThat(server.frontEnd.url()).isEqualTo("https://127.0.0.1:" + server.frontEnd.port());
        assertThat(get()).isEqualTo("{\"status\":\"live\"}");
        assertThat(nameSeen("TLSv1.3")).isEqualTo("CN=one");
        assertThat(nameSeen("TLSv1.2")).isEqualTo("CN=one");
    }

    @Test
    void olderProtocol_isRefused() throws Exception {
        byte[] answer = answerTo(clientHello((byte) 2), 1_000);

        assertThat(answer)
                .as("a fatal alert: protocol_version")
                .startsWith(21, 3)
                .endsWith(2, 70);
        // Newer JDKs know better ciphers than this hello's, and say so; it is not the version then.
        assertThat(answerTo(clientHello((byte) 3), answer.length))
                .as("a handshake that goes on, or another alert")
                .hasSameSizeAs(answer)
                .isNotEqualTo(answer)
                .doesNotContain(70, atIndex(answer.length - 1));
    }

    /** The first message of a client whose newest version is 3.MINOR: TLS 1.1 is 3.2. It knows one old cipher. */
    private static byte[] clientHello(byte minor) {
        int messageBytes = 2 + 32 + 1 + 2 + 2 + 2;
        return ByteBuffer.allocate(5 + 4 + messageBytes)
                .put(new byte[] {22, 3, 1})
                .putShort((short) (4 + messageBytes))
                .putInt(1 << 24 | messageBytes)
                .put(new byte[] {3, minor})
                .put(new byte[32])
                .put((byte) 0)
                .put(new byte[] {0, 2, 0, 0x2F})
                .put(new byte[] {1, 0})
                .array();
    }

    /** What the server sends until it closes, or until it is so much. */
    private byte[] answerTo(byte[] bytes, int maxBytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.frontEnd.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readNBytes(maxBytes);
        }
    }

    @Test
    void plainHttp_isNotServed() throws IOException {
        byte[] answer = answerTo(RawClient.get("/health/live").getBytes(StandardCharsets.UTF_8), 1_000);
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/", "live");
    }

    @Test
    void renewedCertificate_isSeenByNewConnections_alsoOfAnotherKind() throws Exception {
        write(pair("two", "EC"));
        watch().refresh();

        assertThat(watch().complaint()).isEmpty();
        for (int i = 0; i < 8; i++) {
            assertThat(nameSeen("TLSv1.3")).isEqualTo("CN=two");
        }
        assertThat(get()).contains("live");
    }

    @Test
    void brokenRenewal_leavesTheOldOne_untilItIsMended() throws Exception {
        String old = Files.readString(files.certificate());
        KeyStore two = pair("two", "RSA");
        writeKey(two);
        watch().refresh();
        assertThat(watch().complaint()).contains("the key is not that of the certificate");
        assertThat(nameSeen("TLSv1.3")).isEqualTo("CN=one");

        Files.writeString(files.certificate(), "nonsense");
        watch().refresh();
        assertThat(watch().complaint()).contains("cannot be used");
        Files.delete(files.certificate());
        watch().refresh();
        assertThat(watch().complaint()).contains("NoSuchFileException");
        Files.writeString(files.certificate(), old);
        assertThat(nameSeen("TLSv1.3")).isEqualTo("CN=one");

        writeCertificate(two);
        watch().refresh();
        assertThat(watch().complaint()).isEmpty();
        assertThat(nameSeen("TLSv1.3")).isEqualTo("CN=two");
    }

    @Test
    void unusableFiles_failTheStart() throws Exception {
        Files.writeString(files.key(), "nonsense");
        Vertx vertx = TestVertx.open();
        HttpConfig config = new TestHttpConfig().tls(files).build();
        assertThatThrownBy(() -> FrontEnd.start(
                                vertx, config, server.scheduler, s -> (request, responder) -> {}, server.probes)
                        .await())
                .hasMessageStartingWith("the certificate or its key cannot be used: ");
        vertx.close().await();
    }
}
