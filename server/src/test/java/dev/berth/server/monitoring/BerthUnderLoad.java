package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.SessionState;

/**
 * The whole server in this process, with a work group that holds two sessions, an identity that may send one request a second, a
 * stranger, launches of which some fail, and a journal that is soon worth a snapshot.
 */
final class BerthUnderLoad implements AutoCloseable {
    private static final String LIMITED = "etl";
    private static final int DPUS = 4;

    private static final String IDENTITIES = """
            identities:
              - name: alice
                access-key-id: BERTHALICE
                secret-access-key: "the secret of alice"
                allow: [{actions: ["athena:*"], on: ["*"]}]
              - name: bob
                access-key-id: BERTHBOB
                secret-access-key: "the secret of bob"
                allow: [{actions: ["athena:*"], on: ["*"]}]
                requests-per-second: 1
            """;

    private final BerthServer server;
    private final AthenaClient alice;
    private final AthenaClient bob;
    private final AthenaClient stranger;
    private final List<String> live = new ArrayList<>();

    private BerthUnderLoad(Path data) throws IOException {
        Path identities =
                Files.writeString(data.resolve("identities.yaml"), IDENTITIES.replace("the secret of ", "secret-"));
        Files.setPosixFilePermissions(identities, PosixFilePermissions.fromString("rw-------"));
        server = BerthServer.start(ServerConfig.load(
                Map.ofEntries(
                        Map.entry("port", "0"),
                        Map.entry("data", data.toString()),
                        Map.entry("journal.max-batch-bytes", "65536"),
                        Map.entry("journal.segment-bytes", "262144"),
                        Map.entry("journal.snapshot-bytes", "16384"),
                        Map.entry("runtime.name", "simulated"),
                        Map.entry("runtime.simulated.launch-median", "1ms"),
                        Map.entry("runtime.simulated.terminate-median", "1ms"),
                        Map.entry("runtime.simulated.calculation-median", "1ms"),
                        Map.entry("runtime.simulated.launch-failure-rate", "0.3"),
                        Map.entry(
                                "work-groups",
                                "[{name: spark-primary, engine: PySpark engine version 3},"
                                        + " {name: etl, engine: PySpark engine version 3, limit-dpus: 8}]")),
                Map.of()));
        alice = client("BERTHALICE", "secret-alice");
        bob = client("BERTHBOB", "secret-bob");
        stranger = client("BERTHNOBODY", "secret-nobody");
    }

    /** Starts one in an empty folder. */
    static BerthUnderLoad start(Path data) throws IOException {
        return new BerthUnderLoad(data);
    }

    /** Clients that do not hide a refusal by asking again. */
    private AthenaClient client(String keyId, String secret) {
        return AthenaClient.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
                .overrideConfiguration(override -> override.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    /** Its address and port. */
    String address() {
        return URI.create(server.url()).getAuthority();
    }

    /** What it shows to Prometheus. */
    String scrape() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + "/metrics")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** A little of everything that is counted. One session is live afterwards. */
    void work() {
        live.forEach(session -> alice.terminateSession(r -> r.sessionId(session)));
        live.clear();
        fillTheLimitedWorkGroup();
        String token = UUID.randomUUID().toString();
        String session = start("spark-primary", token);
        start("spark-primary", token);
        calculate(session);
        for (int i = 0; i < 3; i++) {
            try {
                bob.listWorkGroups(r -> r.maxResults(1));
            } catch (AwsServiceException throttled) {
                // It sends more than it may, which is what is to be seen.
            }
        }
        assertThatThrownBy(() -> stranger.listWorkGroups(r -> r.maxResults(1))).isInstanceOf(AwsServiceException.class);
        live.add(session);
    }

    /** Starts what fits, and something that does not unless launches have failed meanwhile. */
    private void fillTheLimitedWorkGroup() {
        for (int i = 0; i < 4; i++) {
            try {
                live.add(start(LIMITED, UUID.randomUUID().toString()));
            } catch (AwsServiceException full) {
                return;
            }
        }
    }

    private String start(String workGroup, String token) {
        return alice.startSession(r -> r.workGroup(workGroup)
                        .clientRequestToken(token)
                        .engineConfiguration(e -> e.maxConcurrentDpus(DPUS)))
                .sessionId();
    }

    private void calculate(String session) {
        SessionState state = SessionState.CREATING;
        while (state == SessionState.CREATING || state == SessionState.CREATED) {
            state = alice.getSessionStatus(r -> r.sessionId(session)).status().state();
        }
        if (state == SessionState.IDLE) {
            alice.startCalculationExecution(r -> r.sessionId(session).codeBlock("1"));
        }
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
        stranger.close();
        server.close();
    }
}
