package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.BudgetName;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.RequestToken;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.identity.KeyStore;
import io.vertx.core.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BerthServerTest {
    private static final Map<String, String> DURABLE = durable("sync");

    /** Keeps its connection to a port, and uses it again. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void start_servesHealthAndMetrics() throws Exception {
        try (BerthServer server = start(Map.of())) {
            assertThat(server.engine()
                            .startSession(StartSession.in("spark-primary", 20))
                            .join())
                    .isInstanceOf(StartOutcome.Started.class);

            assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
            HttpResponse<String> metrics = get(server, "/metrics");
            assertThat(metrics.headers().firstValue("content-type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(metrics.body())
                    .contains("berth_budget_held_dpus{budget=\"workgroup/spark-primary\"} 20.0")
                    .contains("berth_session_starts_total{budget=\"none\",outcome=\"started\"} 1.0")
                    .contains("berth_audit_difference_dpus 0.0")
                    .contains("berth_http_connections ")
                    .doesNotContain("vertx_");
        }
    }

    @Test
    void httpMetrics_areThereWhenAskedFor() throws Exception {
        try (BerthServer server = start(Map.of("metrics.http", "true"))) {
            get(server, "/health/live");

            assertThat(get(server, "/metrics").body()).contains("vertx_http_server_requests_total{code=\"200\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"io_uring, uring", "epoll, epoll", "nio, nio"})
    void transport_isTheOneAskedFor(String name, String part) throws Exception {
        Map<String, String> settings = Map.of("http.transport", name);
        if (name.equals("io_uring") && !Transport.IO_URING.available()) {
            assertThatThrownBy(() -> start(settings))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("http.transport: this machine does not allow io_uring: ");
            return;
        }
        try (BerthServer server = start(settings)) {
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);

            assertThat(classesOfEventLoops()).anyMatch(each -> each.startsWith("io.netty.channel." + part + "."));
            assertThat(reportOf(server)).contains("transport    " + name);
        }
    }

    @Test
    void transport_isIoUringWhereThatIsAllowed() throws Exception {
        boolean isAllowed = Transport.IO_URING.available();
        try (BerthServer server = start(Map.of())) {
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);

            assertThat(classesOfEventLoops())
                    .anyMatch(each -> each.startsWith("io.netty.channel." + (isAllowed ? "uring." : "epoll.")));
            assertThat(reportOf(server))
                    .anyMatch(line ->
                            line.startsWith("transport    " + (isAllowed ? "io_uring" : "epoll; this machine")));
        }
    }

    private static List<String> reportOf(BerthServer server) {
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        StartupReport.print(server, new PrintStream(report, true, StandardCharsets.UTF_8));
        return report.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Whose methods they are in. */
    private static Set<String> classesOfEventLoops() {
        Set<String> classes = new HashSet<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (thread.getName().startsWith("vert.x-eventloop-thread")) {
                for (StackTraceElement frame : frames) {
                    classes.add(frame.getClassName());
                }
            }
        });
        return classes;
    }

    @Test
    void close_givesUpPortAndFolder_andMayBeRepeated() {
        BerthServer first = start(Map.of());
        int port = first.port();
        first.close();
        first.close();

        try (BerthServer second = start(Map.of("port", "" + port))) {
            assertThat(second.url()).isEqualTo("http://127.0.0.1:" + port);
        }
    }

    @Test
    void auditLog_isThereUnlessItIsOff(@TempDir Path other) throws Exception {
        try (BerthServer server = start(Map.of())) {
            resizeAccount(server);
        }
        assertThat(Files.readString(folder.resolve("audit.log"))).contains("\"identity\":null", "\"outcome\":\"ok\"");
        try (BerthServer server = start(Map.of("audit.log", "off", "data", other.toString()))) {
            resizeAccount(server);
        }
        assertThat(other.resolve("audit.log")).doesNotExist();
    }

    private static void resizeAccount(BerthServer server) throws Exception {
        HttpRequest resize = HttpRequest.newBuilder(URI.create(server.url() + "/admin/v1/budgets/account"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"limitDpus\": 7}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(resize, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void operators_mayHaveAPortOfTheirOwn() throws Exception {
        try (BerthServer server = start(Map.of("admin.port", "0", "http.max-connections-per-source", "1"))) {
            String admin = server.adminUrl();
            assertThat(admin).startsWith("http://127.0.0.1:").isNotEqualTo(server.url());
            for (String path : List.of("/metrics", "/health/live", "/health/ready", "/admin/v1/budgets", "/console/")) {
                assertThat(get(admin + path).statusCode()).as(path).isEqualTo(200);
                assertThat(get(server.url() + path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(get(server.url() + "/").statusCode()).isNotEqualTo(404);
            HttpRequest call = HttpRequest.newBuilder(URI.create(admin + "/"))
                    .header("Content-Type", "application/x-amz-json-1.1")
                    .header("X-Amz-Target", "AmazonAthena.ListWorkGroups")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            assertThat(CLIENT.send(call, HttpResponse.BodyHandlers.ofString()).body())
                    .as("the console needs one origin")
                    .contains("spark-primary");
            assertThat(get(admin + "/berth-results/key").body()).contains("NoSuchBucket");

            assertThat(reportOf(server))
                    .anyMatch(line -> line.contains(admin))
                    .last()
                    .isEqualTo("listening on " + server.url());
        }
        try (BerthServer server = start(Map.of())) {
            assertThat(server.adminUrl()).isNull();
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void start_onAHeldFolder_isRefused() {
        try (BerthServer first = start(Map.of())) {
            assertThatThrownBy(() -> start(Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(first.dataFolder().path().toString());
        }
    }

    @Test
    void start_onAPortInUse_isRefusedAndLeavesNothingBehind(@TempDir Path other) {
        Map<String, String> elsewhere = new HashMap<>(Map.of("data", other.toString()));
        try (BerthServer first = start(Map.of())) {
            elsewhere.put("port", "" + first.port());
            assertThatThrownBy(() -> start(elsewhere))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + first.port() + ": ")
                    .hasMessageContaining("in use");
        }

        start(elsewhere).close();
    }

    @Test
    void start_withUnusableIdentities_isRefused() throws Exception {
        Files.writeString(folder.resolve("identities.yaml"), "identities: []");

        assertThatThrownBy(() -> start(Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("cannot start: " + folder.resolve("identities.yaml"))
                .hasMessageContaining("must not be wider than 0600");
    }

    @Test
    void identitiesThatWereThereWhenTheConfigurationWasRead_keepTheServerClosed() throws Exception {
        new KeyStore(folder).create("alice", List.of("*"), List.of("*"));
        ServerConfig config = config(Map.of());
        Files.delete(folder.resolve("identities.yaml"));

        try (BerthServer server = BerthServer.start(config)) {
            assertThat(get(server, "/admin/v1/budgets").statusCode()).isEqualTo(403);
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void report_tellsHowManyIdentitiesThereAre() throws Exception {
        new KeyStore(folder).create("alice", List.of("*"), List.of("*"));

        try (BerthServer server = start(Map.of())) {
            assertThat(report(server))
                    .contains("requests     must be signed (Signature Version 4); there is 1 identity")
                    .anyMatch(
                            line -> line.startsWith("curl ") && line.contains("--aws-sigv4 aws:amz:us-east-1:athena "));
        }
    }

    @Test
    void report_tellsWhatWasStarted() {
        try (BerthServer server = start(Map.of("session-dpus", "40"))) {
            List<String> lines = report(server);

            assertThat(lines)
                    .anyMatch(line -> line.startsWith("berth ") && line.contains("JDK"))
                    .contains("data folder  " + server.dataFolder().path())
                    .contains("journal      memory: forgets sessions when the process ends")
                    .noneMatch(line -> line.startsWith("recovered"))
                    .anyMatch(line -> line.startsWith("runtime      simulated") && line.contains("no code runs"))
                    .contains("budgets      account 160 DPUs, each session at most 40 DPUs")
                    .contains("work group   primary: Athena engine version 3, refuses sessions (SQL)")
                    .contains("work group   spark-primary: PySpark engine version 3, no limit of its own")
                    .anyMatch(line -> line.contains("NOT authenticated"))
                    .contains("console      " + server.url() + "/console/")
                    .anyMatch(line -> line.startsWith("curl ")
                            && line.contains("AmazonAthena.StartSession")
                            && line.endsWith(server.url() + "/"));
            assertThat(lines.get(lines.size() - 1)).isEqualTo("listening on http://127.0.0.1:" + server.port());
        }
    }

    @Test
    void report_tellsWhatWasRecovered_andWhatHoldsNow() {
        StartSession request = StartSession.in("team", 20).withToken(new RequestToken("token"));
        try (BerthServer first = start(DURABLE)) {
            assertThat(report(first))
                    .contains("journal      " + first.dataFolder().path().resolve("journal")
                            + ", sync: what was acknowledged survives a power cut")
                    .contains("recovered    nothing, the journal is new")
                    .contains("budgets      account 160 DPUs, each session at most 60 DPUs");
            first.engine()
                    .createWorkGroup(CreateWorkGroup.named("team", EngineVersions.SPARK_3_5)
                            .withLimitDpus(30))
                    .join();
            first.engine()
                    .resizeBudget(BudgetName.ACCOUNT, OptionalInt.of(1_000))
                    .join();
            first.engine().deleteWorkGroup("spark-primary", false).join();
            first.engine().startSession(request).join();
        }

        try (BerthServer second = start(DURABLE)) {
            List<String> lines = report(second);

            assertThat(lines)
                    .anyMatch(line ->
                            line.startsWith("recovered    1 live session, 0 ended, 2 work groups, 1 token, in "))
                    .anyMatch(line -> line.matches(
                            " {13}no snapshot; [5-9] batches after it, .*, in .*;" + " going on from there in .*"))
                    .contains("budgets      account 1,000 DPUs, each session at most 60 DPUs")
                    .contains("work group   team: Apache Spark version 3.5, at most 30 DPUs")
                    .noneMatch(line -> line.contains("spark-primary"))
                    .anyMatch(line -> line.startsWith("curl ") && line.contains("\"team\""));
        }
    }

    @Test
    void settings_thatAreGiven_winOverTheJournal_andStay() {
        String limited = "[{name: team, engine: PySpark engine version 3, limit-dpus: 7}]";
        try (BerthServer first = start(with(DURABLE, "account-dpus", "300", "work-groups", limited))) {
            assertThat(limitOf(first, BudgetName.ACCOUNT)).hasValue(300);
            first.engine()
                    .resizeBudget(BudgetName.ofWorkGroup("team"), OptionalInt.of(9))
                    .join();
        }
        try (BerthServer second = start(DURABLE)) {
            assertThat(limitOf(second, BudgetName.ACCOUNT)).hasValue(300);
            assertThat(limitOf(second, BudgetName.ofWorkGroup("team"))).hasValue(9);
            assertThat(second.engine().workGroups(null, 10))
                    .extracting(WorkGroup::name)
                    .containsExactly("primary", "team");
        }
        try (BerthServer third = start(with(DURABLE, "account-dpus", "160", "work-groups", limited))) {
            assertThat(limitOf(third, BudgetName.ACCOUNT)).hasValue(160);
            assertThat(limitOf(third, BudgetName.ofWorkGroup("team"))).hasValue(7);
        }
    }

    @Test
    void primary_withAnEngineOfItsOwn_staysAsItIs_whenNothingIsGivenAnyMore() {
        String spark = "[{name: primary, engine: PySpark engine version 3}]";
        start(with(DURABLE, "work-groups", spark)).close();

        try (BerthServer second = start(DURABLE)) {
            assertThat(second.engine().workGroup("primary").orElseThrow().engineVersion())
                    .isEqualTo(EngineVersions.PYSPARK_3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "os"})
    void close_thenStart_findsEverything(String durability) throws Exception {
        Map<String, String> durable = durable(durability);
        StartSession request = StartSession.in("spark-primary", 20).withToken(new RequestToken("token"));
        StartOutcome.Started started;
        StartOutcome.Started ended;
        try (BerthServer first = start(durable)) {
            started =
                    (StartOutcome.Started) first.engine().startSession(request).join();
            ended = (StartOutcome.Started) first.engine()
                    .startSession(StartSession.in("spark-primary", 5))
                    .join();
            first.engine().terminateSession(ended.id()).join();
        }

        try (BerthServer second = start(durable)) {
            assertThat(second.engine().startSession(request).join()).isEqualTo(new StartOutcome.Replayed(started.id()));
            assertThat(second.engine()
                            .session(started.id())
                            .orElseThrow()
                            .state()
                            .isActive())
                    .isTrue();
            assertThat(second.engine().session(ended.id()).orElseThrow().state().isActive())
                    .isFalse();
            assertThat(get(second, "/metrics").body()).contains("berth_audit_difference_dpus 0.0");
        }
    }

    @Test
    void memory_forgets_andLeavesAJournalAsItIs() {
        StartSession request = StartSession.in("spark-primary", 20).withToken(new RequestToken("token"));
        StartOutcome durable;
        try (BerthServer first = start(DURABLE)) {
            durable = first.engine().startSession(request).join();
        }
        try (BerthServer forgetful = start(Map.of())) {
            assertThat(forgetful.engine().startSession(request).join())
                    .isInstanceOf(StartOutcome.Started.class)
                    .isNotEqualTo(durable);
        }
        try (BerthServer again = start(DURABLE)) {
            assertThat(again.engine().startSession(request).join())
                    .isEqualTo(new StartOutcome.Replayed(((StartOutcome.Started) durable).id()));
        }
    }

    @Test
    void damagedJournal_isRefused_andLeftAsItIs() throws Exception {
        StartOutcome.Started started;
        try (BerthServer first = start(DURABLE)) {
            started = (StartOutcome.Started) first.engine()
                    .startSession(StartSession.in("spark-primary", 20))
                    .join();
        }
        Path segment = folder.resolve("journal/segment-0000000000000000001");
        byte[] good = Files.readAllBytes(segment);
        byte[] damaged = good.clone();
        damaged[100]++;
        Files.write(segment, damaged);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> start(DURABLE))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith(
                            "cannot start: the journal is damaged: segment-0000000000000000001 at byte 64: ");
        }

        Files.write(segment, good);
        try (BerthServer repaired = start(DURABLE)) {
            assertThat(repaired.engine().session(started.id())).isPresent();
        }
    }

    @Test
    void start_thatTheJournalIsTooSmallFor_isAnInvalidRequest() throws Exception {
        try (BerthServer server = start(DURABLE)) {
            String properties = "{\"spark.app.name\":\"" + "x".repeat(20_000) + "\"}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/"))
                    .header("Content-Type", "application/x-amz-json-1.1")
                    .header("X-Amz-Target", "AmazonAthena.StartSession")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"WorkGroup\":\"spark-primary\","
                            + "\"EngineConfiguration\":{\"MaxConcurrentDpus\":2,\"SparkProperties\":" + properties
                            + "}}"))
                    .build();

            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"__type\":\"InvalidRequestException\"")
                    .contains("The request is larger than the journal of this server takes, which is 16384 bytes.");
            assertThat(server.engine().snapshot().liveSessions()).isZero();
        }
    }

    /** A journal in small files, which take no time to make. */
    private static Map<String, String> durable(String durability) {
        return Map.of(
                "journal.durability", durability,
                "journal.max-batch-bytes", "16384",
                "journal.segment-bytes", "65536");
    }

    private static OptionalInt limitOf(BerthServer server, BudgetName name) {
        return server.engine().budget(name).orElseThrow().limitDpus();
    }

    private static List<String> report(BerthServer server) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StartupReport.print(server, new PrintStream(printed, false, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Map<String, String> with(Map<String, String> flags, String... more) {
        Map<String, String> all = new HashMap<>(flags);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private BerthServer start(Map<String, String> flags) {
        return BerthServer.start(config(flags));
    }

    private ServerConfig config(Map<String, String> flags) {
        Map<String, String> all = new HashMap<>(Map.of(
                "port", "0", "data", folder.toString(), "journal.durability", "memory", "runtime.name", "simulated"));
        all.putAll(flags);
        return ServerConfig.load(all, Map.of());
    }

    private static HttpResponse<String> get(BerthServer server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
