package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.BudgetName;
import dev.berth.api.SessionId;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import dev.berth.server.athena.SessionIdentity;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.KeyStore.NewKey;
import dev.berth.server.sigv4.TestHead;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CalculationExecutionState;
import software.amazon.awssdk.services.athena.model.CalculationResult;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.StartSessionResponse;
import software.amazon.awssdk.services.athena.model.WorkGroupSummary;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The whole server with identities, and the AWS SDK for Java with their keys. */
class IdentitiesSdkTest {
    private static final String UNKNOWN_KEY = "The security token included in the request is invalid.";
    private static final String WORK_GROUPS = "[{name: spark-primary, engine: PySpark engine version 3},"
            + " {name: analytics-1, engine: PySpark engine version 3}]";

    @TempDir
    private Path data;

    private KeyStore keys;
    private NewKey alice;
    private NewKey bob;
    private BerthServer server;

    @BeforeEach
    void start() throws IOException {
        keys = new KeyStore(data);
        alice = keys.create("alice", List.of("athena:*"), List.of("*"));
        bob = keys.create("bob", List.of("athena:*"), List.of("workgroup/analytics-*"));
        server = startServer();
    }

    private BerthServer startServer() {
        return BerthServer.start(ServerConfig.load(
                Map.of(
                        "port",
                        "0",
                        "data",
                        data.toString(),
                        "journal.durability",
                        "memory",
                        "runtime.name",
                        "simulated",
                        "runtime.simulated.launch-median",
                        "1ms",
                        "runtime.simulated.calculation-median",
                        "1ms",
                        "work-groups",
                        WORK_GROUPS),
                Map.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AthenaClient athena(NewKey key) {
        return athena(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    private AthenaClient athena(AwsCredentials credentials) {
        return AthenaClient.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.EU_WEST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private S3Client s3(NewKey key) {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url()))
                .forcePathStyle(true)
                .region(Region.EU_WEST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
                .build();
    }

    private static List<WorkGroupSummary> workGroups(AthenaClient athena) {
        return athena.listWorkGroups(r -> r.maxResults(10)).workGroups();
    }

    private static String start(AthenaClient athena, String workGroup) {
        return athena.startSession(r ->
                        r.workGroup(workGroup).description("Größe XL").engineConfiguration(e -> e.maxConcurrentDpus(2)))
                .sessionId();
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    private static String denied(String name, String operation, String workGroup) {
        return "User: arn:aws:iam::000000000000:user/" + name + " is not authorized to perform: athena:" + operation
                + " on resource: arn:aws:athena:us-east-1:000000000000:workgroup/" + workGroup;
    }

    @Test
    void identities_doWhatTheyMay_andNothingElse() {
        try (AthenaClient everywhere = athena(alice);
                AthenaClient analyst = athena(bob)) {
            String session = start(everywhere, "spark-primary");
            start(analyst, "analytics-1");

            assertThat(workGroups(everywhere)).hasSize(3);
            assertThat(SessionIdentity.of(
                            server.engine().session(SessionId.parse(session)).orElseThrow()))
                    .contains("alice");
            assertRefused(
                    "AccessDeniedException",
                    denied("bob", "StartSession", "spark-primary"),
                    () -> start(analyst, "spark-primary"));
            assertRefused(
                    "AccessDeniedException",
                    denied("bob", "GetSessionStatus", "spark-primary"),
                    () -> analyst.getSessionStatus(r -> r.sessionId(session)));
            String unknown = UUID.randomUUID().toString();
            assertRefused(
                    "InvalidRequestException",
                    "Session " + unknown + " is not found.",
                    () -> analyst.getSessionStatus(r -> r.sessionId(unknown)));
        }
    }

    @Test
    void tokenOfAnother_isRefusedOrSomethingElse() {
        String token = UUID.randomUUID().toString();
        try (AthenaClient everywhere = athena(alice);
                AthenaClient analyst = athena(bob)) {
            for (String workGroup : List.of("spark-primary", "analytics-1")) {
                everywhere.startSession(r -> r.workGroup(workGroup)
                        .clientRequestToken(workGroup + token)
                        .engineConfiguration(e -> e.maxConcurrentDpus(2)));
            }

            assertRefused(
                    "AccessDeniedException",
                    denied("bob", "StartSession", "spark-primary"),
                    () -> analyst.startSession(r -> r.workGroup("spark-primary")
                            .clientRequestToken("spark-primary" + token)
                            .engineConfiguration(e -> e.maxConcurrentDpus(2))));
            assertRefused(
                    "InvalidRequestException",
                    "Idempotent parameters do not match",
                    () -> analyst.startSession(r -> r.workGroup("analytics-1")
                            .clientRequestToken("analytics-1" + token)
                            .engineConfiguration(e -> e.maxConcurrentDpus(2))));
        }
    }

    @Test
    void wrongKeys_areRefused() {
        try (AthenaClient wrongSecret = athena(new NewKey(alice.accessKeyId(), "another-secret"));
                AthenaClient wrongKey = athena(new NewKey("NOBODY", alice.secretAccessKey()));
                AthenaClient temporary = athena(
                        AwsSessionCredentials.create(alice.accessKeyId(), alice.secretAccessKey(), "temporary"))) {
            assertRefused(
                    "InvalidSignatureException",
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.",
                    () -> workGroups(wrongSecret));
            assertRefused("UnrecognizedClientException", UNKNOWN_KEY, () -> workGroups(wrongKey));
            assertRefused("UnrecognizedClientException", UNKNOWN_KEY, () -> workGroups(temporary));
        }
    }

    @Test
    void results_areForThoseWhoMayReadTheirSession() {
        try (AthenaClient everywhere = athena(alice);
                S3Client reader = s3(alice);
                S3Client stranger = s3(bob)) {
            String stdout = run(everywhere, start(everywhere, "spark-primary")).stdOutS3Uri();
            String own = run(everywhere, start(everywhere, "analytics-1")).stdOutS3Uri();
            String key = stdout.substring("s3://berth-results/".length());
            String ownKey = own.substring("s3://berth-results/".length());

            assertThat(reader.getObjectAsBytes(r -> r.bucket("berth-results").key(key))
                            .asByteArray())
                    .isEmpty();
            assertThat(stranger.getObjectAsBytes(r -> r.bucket("berth-results").key(ownKey))
                            .asByteArray())
                    .isEmpty();
            assertRefused(
                    "AccessDenied",
                    "Access Denied",
                    () -> stranger.getObjectAsBytes(
                            r -> r.bucket("berth-results").key(key)));
            assertRefused(
                    "AccessDenied",
                    "Access Denied",
                    () -> stranger.getObjectAsBytes(
                            r -> r.bucket("berth-results").key("no/such/key")));
            assertThat(reader.listObjectsV2(r -> r.bucket("berth-results")).contents())
                    .hasSize(6);
            assertThat(stranger.listObjectsV2(r -> r.bucket("berth-results")).contents())
                    .hasSize(3)
                    .extracting(S3Object::key)
                    .contains(ownKey);
        }
    }

    private static CalculationResult run(AthenaClient athena, String session) {
        TestBerth.await(() ->
                athena.getSessionStatus(r -> r.sessionId(session)).status().state() == SessionState.IDLE);
        String id = athena.startCalculationExecution(r -> r.sessionId(session).codeBlock("1"))
                .calculationExecutionId();
        TestBerth.await(() -> athena.getCalculationExecutionStatus(r -> r.calculationExecutionId(id))
                        .status()
                        .state()
                == CalculationExecutionState.COMPLETED);
        return athena.getCalculationExecution(r -> r.calculationExecutionId(id)).result();
    }

    /** However it ends, no call that begins a second after the revocation is answered. */
    @Test
    void revocation_takesEffectWithinASecond() throws IOException {
        try (AthenaClient everywhere = athena(alice)) {
            workGroups(everywhere);
            keys.revoke("alice");
            long revoked = System.nanoTime();
            while (isAnswered(everywhere)) {
                Thread.onSpinWait();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static boolean isAnswered(AthenaClient athena) {
        try {
            workGroups(athena);
            return true;
        } catch (AwsServiceException refused) {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
            return false;
        }
    }

    @Test
    void fileThatIsRemoved_opensNothing() throws IOException {
        try (AthenaClient everywhere = athena(alice)) {
            workGroups(everywhere);
            Files.delete(data.resolve("identities.yaml"));
            TestBerth.await(() -> !isAnswered(everywhere));
        }
    }

    @Test
    void firstIdentity_closesAServerThatWasOpen() throws IOException {
        server.close();
        Files.delete(data.resolve("identities.yaml"));
        server = startServer();
        NewKey anybody = new NewKey("anybody", "any-secret");
        try (AthenaClient open = athena(anybody)) {
            assertThat(workGroups(open)).hasSize(3);

            keys.create("first", List.of("athena:*"), List.of("*"));

            TestBerth.await(() -> !isAnswered(open));
        }
    }

    @Test
    void administration_isForAdministrators() throws Exception {
        NewKey admin = keys.create("admin", List.of("berth:Admin"), List.of("*"));
        TestBerth.await(() -> statusOf(signed("GET", "/admin/v1/budgets", "", admin)) == 200);
        String limit = "{\"limitDpus\": 7}";

        assertThat(statusOf(signed("PUT", "/admin/v1/budgets/workgroup/analytics-1", limit, admin)))
                .isEqualTo(200);
        assertThat(server.engine()
                        .budget(BudgetName.ofWorkGroup("analytics-1"))
                        .orElseThrow()
                        .limitDpus())
                .hasValue(7);
        HttpRequest altered = signed("PUT", "/admin/v1/budgets/account", limit, admin);
        assertThat(send(HttpRequest.newBuilder(altered, (name, value) -> true)
                                .PUT(HttpRequest.BodyPublishers.ofString(limit.replace('7', '9')))
                                .build())
                        .body())
                .contains("InvalidSignatureException");
        HttpResponse<String> denied = send(signed("GET", "/admin/v1/budgets", "", alice));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body())
                .isEqualTo("{\"__type\":\"AccessDeniedException\",\"Message\":\"User:"
                        + " arn:aws:iam::000000000000:user/alice is not authorized to perform: berth:Admin on resource:"
                        + " *\"}");
        HttpResponse<String> unsigned = send(unsigned("/admin/v1/budgets"));
        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(unsigned.body()).contains("MissingAuthenticationTokenException");
        assertThat(statusOf(unsigned("/health/live"))).isEqualTo(200);
        assertThat(statusOf(unsigned("/metrics"))).isEqualTo(200);
    }

    @Test
    void rate_isOfAllRequestsOfAnIdentity() throws Exception {
        Path file = data.resolve("identities.yaml");
        String slow = "name: \"bob\"\n    requests-per-second: 1\n    burst: 3";
        Files.writeString(file, Files.readString(file).replace("name: \"bob\"", slow));
        server.close();
        server = startServer();

        HttpRequest listing = signed("GET", "/admin/v1/budgets", "", bob);
        for (int i = 0; i < 3; i++) {
            assertThat(statusOf(listing)).isEqualTo(403);
        }
        HttpResponse<String> throttled = send(listing);
        assertThat(throttled.statusCode()).isEqualTo(400);
        assertThat(throttled.body()).isEqualTo("{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}");
        try (AthenaClient athena = athena(alice)) {
            assertThat(workGroups(athena)).isNotEmpty();
        }
    }

    @Test
    void auditLog_hasCallsOfBothKinds_underTheIdsOfTheirAnswers() throws Exception {
        NewKey admin = keys.create("admin", List.of("berth:Admin"), List.of("*"));
        TestBerth.await(() -> statusOf(signed("GET", "/admin/v1/budgets", "", admin)) == 200);
        StartSessionResponse started;
        try (AthenaClient athena = athena(alice)) {
            started = athena.startSession(
                    r -> r.workGroup("analytics-1").engineConfiguration(e -> e.maxConcurrentDpus(2)));
            workGroups(athena);
        }
        HttpResponse<String> resized =
                send(signed("PUT", "/admin/v1/budgets/workgroup/analytics-1", "{\"limitDpus\": 7}", admin));
        HttpResponse<String> denied = send(signed("PUT", "/admin/v1/budgets/account", "{\"limitDpus\": 7}", alice));
        HttpResponse<String> wrong = send(signed("PUT", "/admin/v1/budgets/account", "{}", admin));
        server.close();

        assertThat(Files.readAllLines(data.resolve("audit.log")).stream().map(AuditedLine::of))
                .containsExactly(
                        new AuditedLine(
                                "alice",
                                "127.0.0.1",
                                "athena:StartSession",
                                "workgroup/analytics-1",
                                started.sessionId(),
                                "ok",
                                started.responseMetadata().requestId()),
                        new AuditedLine(
                                "admin",
                                "127.0.0.1",
                                "berth:Admin",
                                "/admin/v1/budgets/workgroup/analytics-1",
                                null,
                                "ok",
                                requestId(resized)),
                        new AuditedLine(
                                "alice",
                                "127.0.0.1",
                                "berth:Admin",
                                "/admin/v1/budgets/account",
                                null,
                                "AccessDeniedException",
                                requestId(denied)),
                        new AuditedLine(
                                "admin",
                                "127.0.0.1",
                                "berth:Admin",
                                "/admin/v1/budgets/account",
                                null,
                                "BadRequestException",
                                requestId(wrong)));
    }

    private static String requestId(HttpResponse<String> response) {
        return response.headers().firstValue("x-amzn-RequestId").orElseThrow();
    }

    /** A line of the audit log but for its time. */
    private record AuditedLine(
            @Nullable String identity,
            String source,
            String action,
            String resource,
            @Nullable String session,
            String outcome,
            String requestId) {
        static AuditedLine of(String line) {
            JsonObject json = new JsonObject(line);
            return new AuditedLine(
                    json.getString("identity"),
                    json.getString("source"),
                    json.getString("action"),
                    json.getString("resource"),
                    json.getString("session"),
                    json.getString("outcome"),
                    json.getString("requestId"));
        }
    }

    private HttpRequest unsigned(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    }

    private HttpRequest signed(String method, String path, String body, NewKey key) {
        String date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        TestHead head = new TestHead(method, path, null)
                .with("Host", URI.create(server.url()).getAuthority())
                .signedBy(
                        key.accessKeyId(),
                        date,
                        "us-east-1",
                        "athena",
                        body.getBytes(StandardCharsets.UTF_8),
                        key.secretAccessKey());
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("X-Amz-Date", date)
                .header("Authorization", head.header("Authorization"))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static int statusOf(HttpRequest request) {
        return send(request).statusCode();
    }
}
