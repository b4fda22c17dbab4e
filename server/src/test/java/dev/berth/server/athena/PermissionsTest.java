package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionView;
import dev.berth.api.StartOutcome;
import dev.berth.server.audit.AuditEntry;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.identity.AccessStats;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Identities;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.RateLimit;
import dev.berth.server.identity.RequestRates;
import dev.berth.server.sigv4.SignatureException.Reason;
import dev.berth.server.sigv4.SignedService;
import dev.berth.server.sigv4.TestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed requests, checked before the scheduler hears of them. */
class PermissionsTest {
    private static final String DATE = "20260102T030405Z";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final String UNKNOWN = "01a20f60-473a-7517-8b6f-8fdc4a857578";
    private static final String START = "{\"WorkGroup\":\"spark\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}";

    @TempDir
    private Path folder;

    private Athena athena;
    private Identities identities;
    private KeyStore keys;

    @BeforeEach
    void start() throws IOException {
        keys = new KeyStore(folder);
        identities = Identities.open(folder, true);
        athena = new Athena(new Authenticator(identities, SignedService.json("athena", null), CLOCK));
    }

    @AfterEach
    void stop() {
        identities.close();
    }

    /** Makes the sender of all requests, who may do this and nothing else. */
    private void allow(List<String> actions, List<String> on) throws IOException {
        identities.close();
        keys.add("bob", new KeyStore.NewKey(TestHead.KEY_ID, TestHead.SECRET), actions, on);
        identities = Identities.open(folder, true);
        athena.become(new Authenticator(identities, SignedService.json("athena", null), CLOCK));
    }

    private Athena.Outcome call(String operation, String body) {
        return call(operation, body, TestHead.SECRET);
    }

    private Athena.Outcome call(String operation, String body, String secret) {
        return call(operation, body, TestHead.KEY_ID, secret);
    }

    private Athena.Outcome call(String operation, String body, String keyId, String secret) {
        TestHead head = new TestHead("POST", "/", null)
                .with("Host", "localhost")
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("X-Amz-Target", "AmazonAthena." + operation)
                .signedBy(keyId, DATE, "us-east-1", "athena", body.getBytes(StandardCharsets.UTF_8), secret);
        Map<String, String> headers = new LinkedHashMap<>();
        head.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return athena.send(headers, null, body);
    }

    @Test
    void sessionsThatAreAskedForAlike_areOfThoseWhoAskedForThem() throws IOException {
        keys.add(
                "alice",
                new KeyStore.NewKey("AKIDALICE", TestHead.SECRET + "alice"),
                List.of("athena:*"),
                List.of("*"));
        allow(List.of("athena:*"), List.of("*"));
        for (String name : List.of("bob", "alice", "bob", "bob", "alice")) {
            Athena.Outcome outcome = name.equals("bob")
                    ? call("StartSession", START)
                    : call("StartSession", START, "AKIDALICE", TestHead.SECRET + "alice");
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(athena.scheduler
                            .started
                            .get(athena.scheduler.started.size() - 1)
                            .attributes()
                            .toUtf8())
                    .contains("\"berth:identity\":\"" + name + "\"");
        }
    }

    private static String denied(String operation, String resource) {
        return "{\"__type\":\"AccessDeniedException\",\"message\":\"User: arn:aws:iam::000000000000:user/bob is not"
                + " authorized to perform: athena:" + operation + " on resource: " + resource + "\"}";
    }

    private static String workGroup(String name) {
        return "arn:aws:athena:us-east-1:000000000000:workgroup/" + name;
    }

    private SessionId session() {
        return new TestSession()
                .in(FakeScheduler.workGroup("spark", EngineVersions.PYSPARK_3, OpaqueBytes.EMPTY))
                .addTo(athena.scheduler);
    }

    @Test
    void unsignedRequest_isRefused() {
        Athena.Outcome outcome = athena.call("ListWorkGroups", "{}");

        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.text())
                .isEqualTo(
                        "{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing Authentication Token\"}");
    }

    @Test
    void stranger_learnsNothingOfOperationsOrBodies() {
        for (String operation : List.of("Nonsense", "ListNamedQueries", "StartSession")) {
            assertThat(athena.call(operation, "nonsense").text()).contains("MissingAuthenticationTokenException");
        }
        assertThat(athena.send(Map.of(), "query", "").text()).contains("MissingAuthenticationTokenException");
    }

    @Test
    void largeBodies_areReadOnlyOfThoseWhoNameAKnownKey() throws IOException {
        Map<String, String> unsigned = Map.of("X-Amz-Target", "AmazonAthena.ImportNotebook");
        Map<String, String> signed = new LinkedHashMap<>(unsigned);
        signed.put("X-Amz-Date", DATE);
        signed.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + TestHead.KEY_ID
                        + "/20260102/us-east-1/athena/aws4_request, SignedHeaders=host, Signature=unknown-yet");

        assertThat(athena.maxBodyBytes(unsigned)).isEqualTo(1);
        assertThat(athena.maxBodyBytes(signed)).isEqualTo(1);

        allow(List.of("athena:*"), List.of("*"));
        assertThat(athena.maxBodyBytes(unsigned)).isEqualTo(1);
        assertThat(athena.maxBodyBytes(signed)).isEqualTo(64 << 20);
        signed.put("X-Amz-Target", "AmazonAthena.StartSession");
        assertThat(athena.maxBodyBytes(signed)).isEqualTo(1);
    }

    @Test
    void unknownKey_isRefused() {
        assertThat(call("ListWorkGroups", "{}").text())
                .isEqualTo(
                        "{\"__type\":\"UnrecognizedClientException\",\"message\":\"The security token included in the"
                                + " request is invalid.\"}");
    }

    @Test
    void audit_hasWhoDidIt_andWhoMayNot() throws IOException {
        allow(List.of("athena:*"), List.of("workgroup/spark"));
        call("StartSession", START);
        call("StartSession", START.replace("spark", "other"));

        assertThat(athena.audited)
                .extracting(AuditEntry::identity, AuditEntry::resource, AuditEntry::outcome)
                .containsExactly(
                        tuple("bob", "workgroup/spark", "ok"),
                        tuple("bob", "workgroup/other", "AccessDeniedException"));
    }

    @Test
    void tooManyRequests_areThrottled_beforeAnythingIsReadOfThem() throws IOException {
        allow(List.of("athena:*"), List.of("*"));
        RequestRates rates = new RequestRates(new RateLimit(1, 2));
        List<String> turnedAway = new ArrayList<>();
        athena.become(
                new Authenticator(identities, SignedService.json("athena", null), rates, recording(turnedAway), CLOCK));
        call("ListWorkGroups", "{}").json();
        call("ListWorkGroups", "{}").json();

        call("StartSession", "nonsense").isError("ThrottlingException", "Rate exceeded");
        assertThat(athena.audited)
                .extracting(AuditEntry::identity, AuditEntry::outcome)
                .containsExactly(tuple("bob", "ThrottlingException"));
        assertThat(turnedAway).containsExactly("throttled bob");
    }

    @Test
    void strangers_areCountedByWhatIsWrong() throws IOException {
        allow(List.of("athena:*"), List.of("*"));
        List<String> turnedAway = new ArrayList<>();
        athena.become(new Authenticator(
                identities,
                SignedService.json("athena", null),
                new RequestRates(RateLimit.NONE),
                recording(turnedAway),
                CLOCK));

        athena.call("ListWorkGroups", "{}");
        call("ListWorkGroups", "{}").json();
        call("ListWorkGroups", "{}", "not bob's secret");

        assertThat(turnedAway).containsExactly("unauthenticated MISSING", "unauthenticated MISMATCH");
    }

    private static AccessStats recording(List<String> heard) {
        return new AccessStats() {
            @Override
            public void unauthenticated(Reason reason) {
                heard.add("unauthenticated " + reason);
            }

            @Override
            public void throttled(String identity) {
                heard.add("throttled " + identity);
            }
        };
    }

    @Test
    void newIdentity_mayDoNothing() throws IOException {
        allow(List.of(), List.of());

        assertThat(call("ListWorkGroups", "{}").text()).isEqualTo(denied("ListWorkGroups", "*"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            StartSession | {"WorkGroup":"spark","EngineConfiguration":{"MaxConcurrentDpus":20}} | spark
            StartSession | {"WorkGroup":"nowhere","EngineConfiguration":{"MaxConcurrentDpus":20}} | nowhere
            ListSessions | {"WorkGroup":"spark"} | spark
            GetWorkGroup | {"WorkGroup":"spark"} | spark
            UpdateWorkGroup | {"WorkGroup":"spark"} | spark
            DeleteWorkGroup | {"WorkGroup":"spark"} | spark
            CreateWorkGroup | {"Name":"fresh"} | fresh
            CreateNotebook | {"WorkGroup":"spark","Name":"n"} | spark
            ListTagsForResource | {"ResourceARN":"arn:aws:athena:us-east-1:1:workgroup/spark"} | spark
            TagResource | {"ResourceARN":"arn:aws:athena:::workgroup/nowhere","Tags":[]} | nowhere
            UntagResource | {"ResourceARN":"arn:aws:athena:::workgroup/spark/session/x","TagKeys":[]} | spark
            GetResourceDashboard | {"ResourceARN":"arn:aws:athena:::workgroup/spark/session/x"} | spark
            """)
    void namedWorkGroup_isWhatCounts(String operation, String body, String name) throws IOException {
        allow(List.of("athena:*"), List.of("workgroup/other-*", "*"));
        assertThat(call(operation, body).text()).doesNotContain("AccessDenied");
        keys.revoke("bob");
        athena.scheduler.looked.clear();
        allow(List.of("athena:*"), List.of("workgroup/other-*"));

        assertThat(call(operation, body).text()).isEqualTo(denied(operation, workGroup(name)));
        assertThat(athena.scheduler.looked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ListWorkGroups | {}
            ListEngineVersions | {}
            ListApplicationDPUSizes | {}
            ListTagsForResource | {"ResourceARN":"arn:aws:athena:us-east-1:1:capacity-reservation/spark"}
            ListCapacityReservations | {}
            GetNotebookMetadata | {"NotebookId":"01a20f60-473a-7517-8b6f-8fdc4a857578"}
            """)
    void withoutAWorkGroup_everythingMustBeAllowed(String operation, String body) throws IOException {
        allow(List.of("athena:*"), List.of("workgroup/*"));

        assertThat(call(operation, body).text()).isEqualTo(denied(operation, "*"));
    }

    @ParameterizedTest
    @CsvSource({
        "GetSession",
        "GetSessionStatus",
        "TerminateSession",
        "ListExecutors",
        "ListCalculationExecutions",
        "StartCalculationExecution",
        "GetSessionEndpoint",
        "CreatePresignedNotebookUrl"
    })
    void sessions_goByTheirWorkGroup(String operation) throws IOException {
        allow(List.of("athena:*"), List.of("workgroup/other"));

        assertThat(call(operation, "{\"SessionId\":\"" + session() + "\"}").text())
                .isEqualTo(denied(operation, workGroup("spark")));
        call(operation, "{\"SessionId\":\"" + UNKNOWN + "\"}").isInvalid("Session " + UNKNOWN + " is not found.");
    }

    @ParameterizedTest
    @CsvSource({
        "GetCalculationExecution",
        "GetCalculationExecutionStatus",
        "GetCalculationExecutionCode",
        "StopCalculationExecution"
    })
    void calculations_goByTheirSessionsWorkGroup(String operation) throws IOException {
        allow(List.of("athena:*"), List.of("workgroup/other"));
        String id = new TestCalculation(session()).addTo(athena.scheduler).toString();

        assertThat(call(operation, "{\"CalculationExecutionId\":\"" + id + "\"}")
                        .text())
                .isEqualTo(denied(operation, workGroup("spark")));
        call(operation, "{\"CalculationExecutionId\":\"" + UNKNOWN + "\"}")
                .isInvalid("Calculation execution " + UNKNOWN + " is not found.");
    }

    @Test
    void everyOperation_isRefusedToThoseWhoMayNothing() throws IOException {
        allow(List.of("athena:NoSuchOperation"), List.of("*"));
        Set<String> names = new TreeSet<>();
        Athena.MODEL.operations().forEach(operation -> names.add(operation.name()));
        List<String> passed = new ArrayList<>();
        for (String name : names) {
            String text = call(name, "{}").text();
            boolean isStopped = text.contains("AccessDenied") || text.contains("Member must not be null");
            if (!isStopped) {
                passed.add(name + ": " + text);
            }
        }

        assertThat(names).hasSize(42);
        assertThat(passed).isEmpty();
    }

    @Test
    void modelIsCheckedBeforePermissions() throws IOException {
        allow(List.of(), List.of());

        call("StartSession", "{}").isInvalidStartingWith("2 validation errors detected: ");
    }

    @Test
    void permissionIsAskedFor_beforeTheTokenIsLookedUp() throws IOException {
        allow(List.of("athena:Get*"), List.of("*"));

        Athena.Outcome outcome =
                call("StartSession", START.replace("}}", "},\"ClientRequestToken\":\"" + UNKNOWN + "\"}"));

        assertThat(outcome.text()).isEqualTo(denied("StartSession", workGroup("spark")));
        assertThat(athena.scheduler.looked).isEmpty();
        assertThat(athena.scheduler.started).isEmpty();
    }

    @Test
    void session_carriesTheIdentityThatStartedIt() throws IOException {
        allow(List.of("athena:*"), List.of("*"));
        SessionId id = athena.scheduler.nextId();
        athena.scheduler.onStart = request -> CompletableFuture.completedFuture(new StartOutcome.Started(id));

        assertThat(call("StartSession", START).json().getString("SessionId")).isEqualTo(id.toString());

        String kept = athena.scheduler.started.get(0).attributes().toUtf8();
        SessionView session = new TestSession().given(kept).withId(id);
        assertThat(SessionIdentity.of(session)).contains("bob");
        athena.scheduler.sessions.put(id, session);
        assertThat(call("GetSession", "{\"SessionId\":\"" + id + "\"}").json().getString("SessionId"))
                .isEqualTo(id.toString());
    }

    @Test
    void nobodyCanNameAnotherIdentity() throws IOException {
        allow(List.of("athena:*"), List.of("*"));

        call("StartSession", START.replace("}}", "},\"berth:identity\":\"alice\"}"))
                .json();

        String kept = athena.scheduler.started.get(0).attributes().toUtf8();
        assertThat(SessionIdentity.of(new TestSession().given(kept).withId(athena.scheduler.nextId())))
                .contains("bob");
        assertThat(kept).doesNotContain("alice");
    }

    @Test
    void sessionsFromBeforeThereWereIdentities_haveNone() {
        SessionId id = athena.scheduler.nextId();

        assertThat(SessionIdentity.of(new TestSession().given(START).withId(id)))
                .isEmpty();
        assertThat(SessionIdentity.of(new TestSession().withId(id))).isEmpty();
        assertThat(SessionIdentity.of(new TestSession().given("nonsense").withId(id)))
                .isEmpty();
    }
}
