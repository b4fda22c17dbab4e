package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Prometheus of its own on a free port of the loopback, asked over its HTTP API. Ended by {@link #close}. */
final class PrometheusProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:([0-9]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 20_000_000;

    private final Process process;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    private PrometheusProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.url = "http://127.0.0.1:" + awaitPort();
    }

    /** Starts one that has the given file of settings, and keeps all that it writes beside that. */
    static PrometheusProcess start(Path config) throws IOException {
        Path log = config.resolveSibling("prometheus.log");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + config.resolveSibling("prometheus-data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new PrometheusProcess(process, log);
        } catch (IOException | RuntimeException | Error failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private int awaitPort() throws IOException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String said = Files.readString(log);
            Matcher listening = LISTENING.matcher(said);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            assertThat(process.isAlive() && System.nanoTime() < giveUp).as(said).isTrue();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whether a query gives at least one number now. */
    boolean hasValue(String query) throws IOException, InterruptedException {
        JsonArray result = data("/api/v1/query?query=" + encoded(query)).getJsonArray("result");
        return result.stream()
                .map(JsonObject.class::cast)
                .anyMatch(series -> !series.getJsonArray("value").getString(1).equals("NaN"));
    }

    /** All rules that it has. */
    List<JsonObject> rules() throws IOException, InterruptedException {
        return data("/api/v1/rules").getJsonArray("groups").stream()
                .map(JsonObject.class::cast)
                .flatMap(group -> group.getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    private JsonObject data(String path) throws IOException, InterruptedException {
        String answer = client.send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
                .body();
        JsonObject json = new JsonObject(answer);
        assertThat(json.getString("status")).as("%s: %s", path, answer).isEqualTo("success");
        return json.getJsonObject("data");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
