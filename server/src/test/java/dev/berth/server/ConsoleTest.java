package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.server.athena.AthenaDialect;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.KeyStore.NewKey;
import dev.berth.server.sigv4.TestHead;
import dev.berth.server.testing.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the console's page gets from a whole server. */
@Timeout(60)
class ConsoleTest {
    private static final List<String> GUARDED = List.of(
            "/admin/v1/overview",
            "/admin/v1/events",
            "/admin/v1/sessions",
            "/admin/v1/sessions/01a228e2-3c85-74cb-8d7e-254db3ce675f");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable BerthServer server;

    private BerthServer server() {
        return Objects.requireNonNull(server);
    }

    private void start(String... settings) {
        Map<String, String> flags = new HashMap<>(Map.of(
                "port",
                "0",
                "data",
                folder.toString(),
                "journal.durability",
                "memory",
                "runtime.name",
                "simulated",
                "runtime.simulated.launch-median",
                "1ms",
                "runtime.simulated.terminate-median",
                "1ms"));
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        server = BerthServer.start(ServerConfig.load(flags, Map.of()));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void page_isServedUnderAPolicy_thatLetsItLoadNothingFromElsewhere() throws Exception {
        start();

        HttpResponse<String> page = get("/console/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "content-security-policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(get("/console/index.html").body()).isEqualTo(page.body());

        HttpResponse<String> redirect = get("/console");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(header(redirect, "location")).isEqualTo("/console/");
        HttpResponse<String> head = send(request("/console/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void page_isSentAgainOnlyIfItHasChanged() throws Exception {
        start();
        String tag = header(get("/console/"), "etag");

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again = send(request("/console/").header("If-None-Match", known));
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(tag);
        }
        assertThat(send(request("/console/").header("If-None-Match", "\"other\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyFilesThatAreListed_areServed() throws Exception {
        start();

        for (String path : List.of(
                "/console/files",
                "/console/Console.class",
                "/console/%69ndex.html",
                "/console/./index.html",
                "/console/../console/index.html",
                "/console/..%2Fathena%2Fathena-model.json",
                "/console/../athena/athena-model.json",
                "/console//index.html")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<String> posted = send(request("/console/").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(header(posted, "allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void settings_tellHowToSign() throws Exception {
        start("region", "eu-west-1");

        JsonObject settings = json("/console/settings.json");
        assertThat(settings.getString("region")).isEqualTo("eu-west-1");
        assertThat(settings.getBoolean("identitiesConfigured")).isFalse();
        assertThat(settings.getString("results")).isEqualTo("files");
        assertThat(settings.getString("version")).isNotEmpty();
    }

    @Test
    void overview_tellsWhoHoldsWhat_andHowStartsWereAnswered() throws Exception {
        start("account-dpus", "30");
        started("spark-primary", 20);
        server().engine().startSession(StartSession.in("spark-primary", 20)).join();

        JsonObject overview = json("/admin/v1/overview");
        assertThat(overview.getJsonArray("budgets"))
                .contains(new JsonObject()
                        .put("budget", "account")
                        .put("limitDpus", 30)
                        .put("heldDpus", 20)
                        .put("freeDpus", 10)
                        .put("highWaterDpus", 20)
                        .put("sessions", 1));
        JsonObject holders = overview.getJsonObject("holders");
        assertThat(holders.getJsonArray("workGroups"))
                .containsExactly(new JsonObject()
                        .put("workGroup", "spark-primary")
                        .put("heldDpus", 20)
                        .put("sessions", 1));
        assertThat(holders.getJsonArray("identities"))
                .containsExactly(
                        new JsonObject().putNull("identity").put("heldDpus", 20).put("sessions", 1));
        assertThat(holders.getValue("otherWorkGroups")).isNull();
        assertThat(overview.getJsonObject("starts"))
                .isEqualTo(new JsonObject()
                        .put("started", 1)
                        .put("replayed", 0)
                        .put("failed", 0)
                        .put("refused", new JsonObject().put("budget_full", 1)));
        assertThat(overview.getJsonObject("latency").getDouble("p99")).isPositive();
        assertThat(overview.getInteger("auditDifferenceDpus")).isZero();
        assertThat(overview.getInteger("uptimeSeconds")).isNotNegative();
        assertThat(Instant.parse(overview.getString("time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(overview.getJsonObject("sessions").stream()
                        .mapToLong(count -> ((Number) count.getValue()).longValue())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void events_areTheOverviewWithRates() throws Exception {
        start();

        HttpResponse<java.util.stream.Stream<String>> stream =
                client.send(request("/admin/v1/events").build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("content-type")).hasValue("text/event-stream");
        try (var lines = stream.body()) {
            Iterator<String> events =
                    lines.filter(line -> line.startsWith("data: ")).iterator();
            JsonObject first = event(events);
            assertThat(first.getValue("startsPerSecond")).isNull();
            assertThat(first.getJsonObject("latency").getValue("p50")).isNull();

            started("spark-primary", 2);
            JsonObject second = event(events);
            assertThat(second.getDouble("startsPerSecond")).isPositive();
            assertThat(second.getJsonObject("latency").getDouble("p50")).isPositive();

            server().close();
            events.forEachRemaining(more -> assertThat(more).isNotEmpty());
        }
    }

    private static JsonObject event(Iterator<String> events) {
        return new JsonObject(events.next().substring("data: ".length()));
    }

    @Test
    void session_isAllThatIsKnown() throws Exception {
        start();
        String id = startedByRequest(
                "{\"WorkGroup\":\"spark-primary\",\"Description\":\"<b>\\u00e9t\\u00e9</b>\",\"EngineConfiguration\":"
                        + "{\"MaxConcurrentDpus\":20,\"SparkProperties\":{\"spark.a\":\"b\"}},"
                        + "\"Tags\":[{\"Key\":\"team\",\"Value\":\"x\"}]}");
        waitUntil(() -> json("/admin/v1/sessions/" + id).getString("state").equals("IDLE"));

        JsonObject session = json("/admin/v1/sessions/" + id);
        assertThat(session.getString("description")).isEqualTo("<b>été</b>");
        assertThat(session.getString("runtime")).isEqualTo("simulated");
        assertThat(session.getInteger("idleTimeoutSeconds")).isEqualTo(1_200);
        JsonObject details = session.getJsonObject("details");
        assertThat(details.getJsonObject("EngineConfiguration").getInteger("MaxConcurrentDpus"))
                .isEqualTo(20);
        assertThat(details.getJsonObject("EngineConfiguration").getJsonObject("SparkProperties"))
                .isEqualTo(new JsonObject().put("spark.a", "b"));
        assertThat(details.getJsonArray("Tags"))
                .containsExactly(new JsonObject().put("Key", "team").put("Value", "x"));
        assertThat(session.getJsonArray("states").stream().map(state -> ((JsonObject) state).getString("state")))
                .containsExactly("CREATING", "CREATED", "IDLE");

        server().engine().terminateSession(SessionId.parse(id)).join();
        waitUntil(() -> json("/admin/v1/sessions/" + id).getString("state").equals("TERMINATED"));
        JsonObject ended = json("/admin/v1/sessions/" + id);
        assertThat(ended.getJsonObject("reason").getString("cause")).isEqualTo("REQUESTED");
        assertThat(ended.getString("endedAt")).isEqualTo(ended.getString("modifiedAt"));
        JsonArray states = ended.getJsonArray("states");
        assertThat(states.stream().map(state -> ((JsonObject) state).getString("state")))
                .containsExactly("CREATING", "CREATED", "IDLE", "TERMINATING", "TERMINATED");
        assertThat(states.stream().map(state -> Instant.parse(((JsonObject) state).getString("at"))))
                .isSorted();
        assertThat(states.getJsonObject(0).getString("at")).isEqualTo(ended.getString("startedAt"));
        assertThat(states.getJsonObject(4).getJsonObject("reason").getString("cause"))
                .isEqualTo("REQUESTED");
    }

    @Test
    void whatCannotBeUsed_isRefusedWithAReason() throws Exception {
        start();

        assertThat(refused("/admin/v1/sessions?limit=0"))
                .isEqualTo("The parameter limit must be a whole number from 1 to 200.");
        assertThat(refused("/admin/v1/sessions?limit=x")).startsWith("The parameter limit must be");
        assertThat(refused("/admin/v1/sessions?limit=201")).startsWith("The parameter limit must be");
        assertThat(refused("/admin/v1/sessions?state=idle"))
                .startsWith("The parameter state must be one of [CREATING,");
        assertThat(refused("/admin/v1/sessions?after=x"))
                .isEqualTo("The parameter after must be what an answer had as its after.");
        assertThat(refused("/admin/v1/sessions?search=" + "a".repeat(257)))
                .isEqualTo("The parameter search must have at most 256 characters.");
        assertThat(refused("/admin/v1/sessions?workgroup=a"))
                .isEqualTo("The parameters are workGroup, state, search, after and limit.");
        assertThat(refused("/admin/v1/sessions?limit=1&limit=2")).isEqualTo("The parameter limit is there twice.");
        assertThat(json("/admin/v1/sessions?workGroup=&state=&search=&after=&limit=")
                        .getJsonArray("sessions"))
                .isEmpty();
        for (String id : List.of("x", "01a228e2-3c85-74cb-8d7e-254db3ce675f")) {
            assertThat(get("/admin/v1/sessions/" + id).statusCode()).isEqualTo(404);
        }
        for (String path : GUARDED) {
            HttpResponse<String> posted = send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
            assertThat(posted.statusCode()).as(path).isEqualTo(405);
            assertThat(header(posted, "allow")).isEqualTo("GET");
        }
    }

    private String refused(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        return new JsonObject(answer.body()).getString("Message");
    }

    @Test
    void whoeverFollows_findsEachSessionOnce_whileOthersStartAndEnd() throws Exception {
        start("account-dpus", "1000000", "sessions.max-ended", "1000000");
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            there.add(started("spark-primary", 1).toString());
        }
        Collections.reverse(there);
        // Of two threads, the ids of one millisecond are in no order.
        long lastMillis = SessionId.parse(there.get(0)).high() >>> 16;
        Eventually.holds("what others start comes after these", () -> System.currentTimeMillis() > lastMillis);
        AtomicBoolean isOver = new AtomicBoolean();
        Thread others = new Thread(() -> {
            for (int i = 0; !isOver.get(); i++) {
                started("spark-primary", 1);
                server().engine()
                        .terminateSession(SessionId.parse(there.get(i % there.size())))
                        .join();
            }
        });
        others.start();
        List<String> found = new ArrayList<>();
        try {
            String after = "";
            while (after != null) {
                JsonObject page = json("/admin/v1/sessions?limit=7&after=" + after);
                JsonArray sessions = page.getJsonArray("sessions");
                sessions.forEach(session -> found.add(((JsonObject) session).getString("sessionId")));
                after = page.getString("after");
            }
        } finally {
            isOver.set(true);
            others.join();
        }
        assertThat(found).doesNotHaveDuplicates();
        assertThat(found.subList(found.size() - there.size(), found.size())).isEqualTo(there);
    }

    @Test
    void withIdentities_onlyThoseSeeDataWhoMayAdminister() throws Exception {
        KeyStore keys = new KeyStore(folder);
        NewKey operator = keys.create("operator", List.of("athena:*", "berth:Admin"), List.of("*"));
        NewKey user = keys.create("user", List.of("athena:*"), List.of("*"));
        start();

        assertThat(get("/console/").statusCode()).isEqualTo(200);
        assertThat(json("/console/settings.json").getBoolean("identitiesConfigured"))
                .isTrue();
        for (String path : GUARDED) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(403);
            assertThat(send(signed(path, user)).body()).as(path).contains("is not authorized to perform: berth:Admin");
        }
        assertThat(send(signed("/admin/v1/overview", operator)).statusCode()).isEqualTo(200);
        assertThat(send(signed("/admin/v1/sessions", operator)).statusCode()).isEqualTo(200);
    }

    private HttpRequest.Builder signed(String path, NewKey key) {
        URI uri = URI.create(server().url() + path);
        String amzDate = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        TestHead head = new TestHead("GET", path, null)
                .with("Host", uri.getAuthority())
                .signedBy(
                        key.accessKeyId(),
                        amzDate,
                        "us-east-1",
                        AthenaDialect.SERVICE,
                        new byte[0],
                        key.secretAccessKey());
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        head.headers().forEach(header -> {
            if (!header.getKey().equalsIgnoreCase("host")) {
                builder.header(header.getKey(), header.getValue());
            }
        });
        return builder;
    }

    private SessionId started(String workGroup, int dpus) {
        StartOutcome outcome =
                server().engine().startSession(StartSession.in(workGroup, dpus)).join();
        return ((StartOutcome.Started) outcome).id();
    }

    private String startedByRequest(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request("/")
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AmazonAthena.StartSession")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        return new JsonObject(answer.body()).getString("SessionId");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void waitUntil(Condition condition) throws Exception {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server().url() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private JsonObject json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
