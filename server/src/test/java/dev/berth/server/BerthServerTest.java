package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BerthServerTest {
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
    void report_tellsWhatWasStarted() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (BerthServer server = start(Map.of("session-dpus", "40"))) {
            StartupReport.print(server, new PrintStream(printed, false, StandardCharsets.UTF_8));

            List<String> lines =
                    printed.toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("berth ") && line.contains("JDK"))
                    .contains("data folder  " + server.dataFolder().path())
                    .contains("journal      memory: forgets sessions when the process ends")
                    .anyMatch(line -> line.startsWith("runtime      simulated") && line.contains("no code runs"))
                    .contains("budgets      account 160 DPUs, each session at most 40 DPUs")
                    .contains("work group   primary: Athena engine version 3, refuses sessions (SQL)")
                    .contains("work group   spark-primary: PySpark engine version 3, no limit of its own")
                    .anyMatch(line -> line.contains("NOT authenticated"))
                    .anyMatch(line -> line.startsWith("curl ")
                            && line.contains("AmazonAthena.StartSession")
                            && line.endsWith(server.url() + "/"));
            assertThat(lines.get(lines.size() - 1)).isEqualTo("listening on http://127.0.0.1:" + server.port());
        }
    }

    private BerthServer start(Map<String, String> flags) {
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "data", folder.toString()));
        all.putAll(flags);
        return BerthServer.start(ServerConfig.load(all, Map.of()));
    }

    private static HttpResponse<String> get(BerthServer server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
