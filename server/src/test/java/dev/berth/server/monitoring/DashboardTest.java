package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.metrics.ServerMetrics;
import dev.berth.server.testing.RequiredTools;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the rules, against a Prometheus that scrapes a server under load as the README says. */
class DashboardTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    /** What is between braces, or a comparison outside of them. */
    private static final Pattern COMPARISON = Pattern.compile("\\{[^}]*}|(==|!=|>=|<=|>|<)");

    @TempDir
    private Path folder;

    @Test
    void everyQueryAndEveryRule_findsSomething() throws Exception {
        RequiredTools.prometheus();
        Path data = Files.createDirectory(folder.resolve("data"));
        try (BerthUnderLoad berth = BerthUnderLoad.start(data);
                PrometheusProcess prometheus = PrometheusProcess.start(settingsFor(berth))) {
            List<String> queries = new ArrayList<>(queries());
            for (JsonObject rule : prometheus.rules()) {
                queries.add(isAlert(rule) ? withoutThresholds(rule.getString("query")) : rule.getString("query"));
            }
            assertThat(queries).hasSizeGreaterThan(80);

            assertThat(emptyOnes(queries, berth, prometheus)).isEmpty();
            assertThat(prometheus.rules())
                    .allSatisfy(rule -> assertThat(rule.getString("health"))
                            .as(rule.encode())
                            .isEqualTo("ok"));
        }
    }

    /** Those that find nothing, although the server has worked for a while. */
    private static List<String> emptyOnes(List<String> queries, BerthUnderLoad berth, PrometheusProcess prometheus)
            throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        System.gc(); // its time is among what is shown
        List<String> empty = queries;
        while (!empty.isEmpty() && System.nanoTime() < giveUp) {
            berth.work();
            empty = new ArrayList<>();
            for (String query : queries) {
                if (!prometheus.hasValue(query)) {
                    empty.add(query);
                }
            }
        }
        return empty;
    }

    private Path settingsFor(BerthUnderLoad berth) throws IOException {
        Files.writeString(folder.resolve("berth-rules.yaml"), RulesTest.rules());
        String settings = Readme.code("scrape example");
        assertThat(settings).contains("127.0.0.1:8181", "scrape_interval: 15s", "berth-rules.yaml");
        return Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {evaluation_interval: 1s}\n"
                        + settings.replace("127.0.0.1:8181", berth.address())
                                .replace("scrape_interval: 15s", "scrape_interval: 1s"));
    }

    private static boolean isAlert(JsonObject rule) {
        return rule.getString("type").equals("alerting");
    }

    /** The same, but telling of each series whether it is beyond the threshold, instead of leaving out those that are not. */
    private static String withoutThresholds(String alert) {
        return COMPARISON
                .matcher(alert)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) == null ? found.group() : found.group() + " bool"));
    }

    private static List<String> queries() throws IOException {
        Stream<String> ofPanels = panels().stream()
                .flatMap(panel -> objects(panel.getJsonArray("targets", new JsonArray())).stream())
                .map(target -> target.getString("expr"));
        Stream<String> ofVariables = variables().stream()
                .filter(variable -> variable.getString("type").equals("query"))
                .map(variable -> VALUES.matcher(variable.getString("definition")))
                .filter(Matcher::matches)
                .map(values -> "count by (" + values.group(2) + ") (" + values.group(1) + ")");
        return Stream.concat(ofPanels, ofVariables)
                .map(query -> query.replace("$job", "berth")
                        .replace("$instance", ".+")
                        .replace("$__rate_interval", "20s")
                        .replace("$__range", "1m"))
                .toList();
    }

    @Test
    void dashboard_isOneThatGrafanaTakesAsItIs() throws IOException {
        JsonObject dashboard = dashboard();

        assertThat(dashboard.getString("uid")).isEqualTo("berth-operations");
        assertThat(dashboard.getInteger("schemaVersion")).isEqualTo(39);
        assertThat(dashboard.getValue("id")).isNull();
        assertThat(dashboard.containsKey("__inputs"))
                .as("nothing to be filled in")
                .isFalse();
        assertThat(variables())
                .extracting(each -> each.getString("name"))
                .containsExactly("datasource", "job", "instance");
        assertThat(panels()).extracting(each -> each.getInteger("id")).doesNotHaveDuplicates();
        assertThat(panels())
                .filteredOn(each -> !each.getString("type").equals("row"))
                .allSatisfy(panel -> {
                    assertThat(panel.getString("title")).isNotEmpty();
                    assertThat(panel.getString("description")).isNotEmpty();
                    assertThat(panel.getJsonObject("datasource").getString("uid"))
                            .isEqualTo("${datasource}");
                    assertThat(objects(panel.getJsonArray("targets")))
                            .isNotEmpty()
                            .allSatisfy(target ->
                                    assertThat(target.getString("expr")).contains("$job", "$instance"));
                });
    }

    @Test
    void panels_doNotCoverEachOther() throws IOException {
        Set<String> taken = new HashSet<>();

        for (JsonObject panel : panels()) {
            JsonObject at = panel.getJsonObject("gridPos");
            for (int x = at.getInteger("x"); x < at.getInteger("x") + at.getInteger("w"); x++) {
                assertThat(x).isLessThan(24);
                for (int y = at.getInteger("y"); y < at.getInteger("y") + at.getInteger("h"); y++) {
                    assertThat(taken.add(x + "," + y))
                            .as(panel.getString("title"))
                            .isTrue();
                }
            }
        }
    }

    private static List<JsonObject> panels() throws IOException {
        return objects(dashboard().getJsonArray("panels"));
    }

    private static List<JsonObject> variables() throws IOException {
        return objects(dashboard().getJsonObject("templating").getJsonArray("list"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject dashboard() throws IOException {
        try (InputStream stream = Objects.requireNonNull(ServerMetrics.class.getResourceAsStream("dashboard.json"))) {
            return new JsonObject(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
