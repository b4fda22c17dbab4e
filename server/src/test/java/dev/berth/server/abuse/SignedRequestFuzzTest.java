package dev.berth.server.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionScheduler;
import dev.berth.server.athena.AthenaConfig;
import dev.berth.server.athena.AthenaDialect;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.awsjson.RandomRequest;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Identities;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.sigv4.SignatureException;
import dev.berth.server.sigv4.SignedService;
import dev.berth.server.sigv4.TestHead;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed requests with one thing changed on the way: accepted only if they still mean what was signed. */
class SignedRequestFuzzTest {
    private static final String DATE = "20260102T030405Z";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final Set<String> AUTH_ERRORS = Set.of(
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException",
            "UnrecognizedClientException",
            "InvalidSignatureException");
    private static final Set<String> OPERATION_ERRORS = Set.of(
            "InvalidRequestException",
            "ResourceNotFoundException",
            "SerializationException",
            "SessionAlreadyExistsException",
            "TooManyRequestsException",
            "UnknownOperationException");
    private static final int CASES_OF_A_REQUEST = 50;

    private final FakeScheduler fake = new FakeScheduler()
            .with("spark-primary", EngineVersions.PYSPARK_3)
            .with("spark", EngineVersions.PYSPARK_3)
            .with("primary", EngineVersions.SQL_3);
    private final AtomicLong calls = new AtomicLong();

    @TempDir
    private Path folder;

    private Identities identities;

    @BeforeEach
    void start() throws IOException {
        new KeyStore(folder)
                .add("alice", new KeyStore.NewKey(TestHead.KEY_ID, TestHead.SECRET), List.of("*"), List.of("*"));
        identities = Identities.open(folder, true);
    }

    @AfterEach
    void stop() {
        identities.close();
    }

    /** The fake scheduler, with its calls counted, whatever they are. */
    private SessionScheduler counting() {
        return (SessionScheduler) Proxy.newProxyInstance(
                SessionScheduler.class.getClassLoader(),
                new Class<?>[] {SessionScheduler.class},
                (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    try {
                        return method.invoke(fake, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private AthenaDialect dialect(Identities who) throws IOException {
        try (InputStream json = AthenaDialect.class.getResourceAsStream("athena-model.json")) {
            return new AthenaDialect(
                    new AthenaConfig("us-east-1", "000000000000"),
                    ServiceModel.load(json),
                    counting(),
                    new Authenticator(who, SignedService.json("athena", null), CLOCK),
                    AuditLog.NONE);
        }
    }

    private static FuzzedRequest call(String operation, String body) {
        return new FuzzedRequest("POST", "/", null, body.getBytes(StandardCharsets.UTF_8))
                .with("Host", "localhost:8181")
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("amz-sdk-request", "attempt=1; max=4")
                .with("x-amz-meta-note", "one,other")
                .with("X-Amz-Target", "AmazonAthena." + operation);
    }

    private static FuzzedRequest randomCall(Random random) {
        RandomRequest requests = new RandomRequest(random);
        var operation = requests.operation();
        return call(operation.name(), requests.write(requests.tree(operation)));
    }

    /** What must hold of every answer: one, none of the server's own faults, and documented. Gives its kind of error. */
    private static String typeOf(KeptAnswer answer) {
        assertThat(answer.count()).isEqualTo(1);
        if (answer.status() == 404) {
            assertThat(answer.body()).isEqualTo("<UnknownOperationException/>");
            return "";
        }
        JsonObject json = new JsonObject(answer.body());
        if (answer.status() == 200) {
            return "";
        }
        assertThat(answer.status()).as(answer::body).isEqualTo(400);
        String type = json.getString("__type");
        assertThat(AUTH_ERRORS.contains(type) || OPERATION_ERRORS.contains(type))
                .as(answer::body)
                .isTrue();
        return type;
    }

    @Test
    void changedCalls_areRefused_unlessTheyMeanTheSame() throws IOException {
        long seed = Fuzz.seed("changedCalls");
        Random random = new Random(seed);
        AthenaDialect dialect = dialect(identities);
        Map<Mutation, Integer> accepted = new EnumMap<>(Mutation.class);
        FuzzedRequest good = null;
        for (int i = 0; i < Fuzz.cases(40); i++) {
            if (good == null || i % CASES_OF_A_REQUEST == 0) {
                good = randomCall(random);
                if (random.nextBoolean()) {
                    good.with("x-amz-content-sha256", TestHead.hex(TestHead.sha256(good.body)));
                }
                good.signed(DATE, "athena");
                assertThat(AUTH_ERRORS).doesNotContain(typeOf(answerOf(dialect, good)));
            }
            Mutation mutation = Mutation.any(random);
            FuzzedRequest changed = mutation.apply(good, random);
            long before = calls.get();
            Supplier<String> description = description(seed, i, mutation, good, changed);
            boolean isAccepted;
            try {
                isAccepted = !AUTH_ERRORS.contains(typeOf(answerOf(dialect, changed)));
            } catch (Throwable e) {
                throw new AssertionError(description.get(), e);
            }
            List<String> signed = FuzzedRequest.signedNames(good.header("Authorization"));
            if (isAccepted) {
                accepted.merge(mutation, 1, Integer::sum);
                assertThat(changed.meaning(signed)).as(description).isEqualTo(good.meaning(signed));
                assertThat(changed.header("Authorization")).as(description).contains(signatureIn(good));
            } else {
                assertThat(calls).as(description).hasValue(before);
                assertThat(mutation.isNeutral()).as(description).isFalse();
            }
        }
        assertThat(accepted).containsKeys(Mutation.NEUTRAL_CASE, Mutation.NEUTRAL_ORDER);
    }

    @Test
    void unsignedCalls_reachNobody() throws IOException {
        long seed = Fuzz.seed("unsignedCalls");
        Random random = new Random(seed);
        AthenaDialect dialect = dialect(identities);
        for (int i = 0; i < Fuzz.cases(5); i++) {
            FuzzedRequest request = randomCall(random);
            if (random.nextBoolean()) {
                // A stranger's own key, or the known one without its secret.
                String key = random.nextBoolean() ? "STRANGER" : TestHead.KEY_ID;
                request.with("X-Amz-Date", DATE)
                        .with(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + key + "/20260102/us-east-1/athena/aws4_request,"
                                        + " SignedHeaders=amz-sdk-request;content-type;host;x-amz-date;x-amz-meta-note;x-amz-target,"
                                        + " Signature=" + TestHead.hex(TestHead.sha256(request.body)));
            }
            FuzzedRequest changed = Mutation.any(random).apply(request, random);
            assertThat(typeOf(answerOf(dialect, changed)))
                    .as(description(seed, i, null, request, changed))
                    .isIn(AUTH_ERRORS);
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void changedBodies_haveADocumentedAnswer() throws IOException {
        long seed = Fuzz.seed("changedBodies");
        Random random = new Random(seed);
        AthenaDialect dialect = dialect(Identities.none());
        FuzzedRequest good = null;
        for (int i = 0; i < Fuzz.cases(25); i++) {
            if (good == null || i % CASES_OF_A_REQUEST == 0) {
                good = randomCall(random);
            }
            FuzzedRequest changed = good.copy();
            changed.body = MutatedJson.of(good.body, random);
            try {
                typeOf(answerOf(dialect, changed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", case " + i + "\n" + changed, e);
            }
        }
        assertThat(calls.get()).isPositive();
    }

    @Test
    void changedReads_ofResults_areRefused_unlessTheyMeanTheSame() {
        long seed = Fuzz.seed("changedReads");
        Random random = new Random(seed);
        Authenticator authenticator = new Authenticator(identities, SignedService.s3(null), CLOCK);
        Map<Mutation, Integer> accepted = new EnumMap<>(Mutation.class);
        FuzzedRequest good = null;
        for (int i = 0; i < Fuzz.cases(30); i++) {
            if (good == null || i % CASES_OF_A_REQUEST == 0) {
                good = random.nextBoolean() ? signedRead(random) : presignedRead(random);
                assertThat(isAccepted(authenticator, good)).as("%s", good).isTrue();
            }
            Mutation mutation = Mutation.any(random);
            FuzzedRequest changed = mutation.apply(good, random);
            Supplier<String> description = description(seed, i, mutation, good, changed);
            boolean isAccepted;
            try {
                isAccepted = isAccepted(authenticator, changed);
            } catch (Throwable e) {
                throw new AssertionError(description.get(), e);
            }
            if (isAccepted) {
                accepted.merge(mutation, 1, Integer::sum);
                String authorization = good.header("Authorization");
                List<String> signed = FuzzedRequest.signedNames(authorization == null ? good.query : authorization);
                // What a reading request has as a body, nobody reads.
                changed.body = good.body;
                assertThat(changed.meaning(signed)).as(description).isEqualTo(good.meaning(signed));
            } else {
                assertThat(mutation.isNeutral() || mutation == Mutation.QUERY_ORDER)
                        .as(description)
                        .isFalse();
            }
        }
        assertThat(accepted).containsKeys(Mutation.NEUTRAL_CASE, Mutation.NEUTRAL_ORDER, Mutation.QUERY_ORDER);
    }

    private static Supplier<String> description(
            long seed, int number, Mutation mutation, FuzzedRequest good, FuzzedRequest changed) {
        return () -> "seed " + seed + ", case " + number + ", " + mutation + "\n" + good + "\n\n" + changed;
    }

    private static String signatureIn(FuzzedRequest signed) {
        String authorization = signed.header("Authorization");
        return authorization.substring(authorization.lastIndexOf('=') + 1);
    }

    private static FuzzedRequest signedRead(Random random) {
        boolean isList = random.nextInt(3) == 0;
        return new FuzzedRequest(
                        random.nextBoolean() ? "GET" : "HEAD",
                        isList ? "/bucket" : "/bucket/team%201/gr%C3%B6%C3%9Fe/" + random.nextInt(100),
                        isList ? "list-type=2&prefix=team%201%2F" : null,
                        new byte[0])
                .with("Host", "localhost:8181")
                .with("Range", "bytes=0-" + random.nextInt(10))
                .with(
                        "X-Amz-Content-Sha256",
                        random.nextBoolean() ? "UNSIGNED-PAYLOAD" : TestHead.hex(TestHead.sha256(new byte[0])))
                .signed(DATE, "s3");
    }

    private static FuzzedRequest presignedRead(Random random) {
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + TestHead.KEY_ID
                + "%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + DATE + "&X-Amz-Expires="
                + (1 + random.nextInt(604_800)) + "&X-Amz-SignedHeaders=host";
        String path = "/bucket/team%201/" + random.nextInt(100);
        String signature = Presigner.signature("GET", path, query, "localhost:8181", DATE);
        return new FuzzedRequest("GET", path, query + "&X-Amz-Signature=" + signature, new byte[0])
                .with("Host", "localhost:8181")
                .with("Accept", "*/*");
    }

    private static boolean isAccepted(Authenticator authenticator, FuzzedRequest request) {
        try {
            return "alice"
                    .equals(authenticator.authenticate(request, request.body).name());
        } catch (SignatureException refused) {
            assertThat(refused.text()).isNotEmpty();
            return false;
        }
    }

    private static KeptAnswer answerOf(AthenaDialect dialect, FuzzedRequest request) {
        KeptAnswer answer = new KeptAnswer();
        dialect.handle(request, answer);
        return answer;
    }
}
