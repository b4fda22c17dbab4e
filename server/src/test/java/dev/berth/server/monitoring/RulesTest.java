package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.metrics.ServerMetrics;
import dev.berth.server.testing.RequiredTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules for Prometheus, tried by promtool with made-up series. */
class RulesTest {
    private static final Path CASES = Path.of("src", "test", "prometheus", "rules-test.yaml");

    @TempDir
    private Path folder;

    /** The rules as they are printed. */
    static String rules() throws IOException {
        try (InputStream stream = Objects.requireNonNull(ServerMetrics.class.getResourceAsStream("rules.yaml"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void alerts_fireAndKeepStillAsTheyShould() throws Exception {
        RequiredTools.prometheus();
        Files.writeString(folder.resolve("rules.yaml"), rules());
        Files.copy(CASES, folder.resolve("rules-test.yaml"));

        Process promtool = new ProcessBuilder("promtool", "test", "rules", "rules-test.yaml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void everyAlert_isTriedBothWays() throws IOException {
        Set<String> alerts = alerts().map(alert -> (String) alert.get("alert")).collect(Collectors.toSet());

        assertThat(tried(expected -> !expected.isEmpty())).isEqualTo(alerts);
        assertThat(tried(List::isEmpty)).isEqualTo(alerts);
    }

    @Test
    void everyAlert_saysHowBadItIsAndWhatToDo() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(8).allSatisfy(alert -> {
            assertThat(map(alert.get("labels")).get("severity")).isIn("critical", "warning");
            assertThat(map(alert.get("annotations")).keySet()).isEqualTo(Set.of("summary", "runbook"));
        });
    }

    @Test
    void readme_namesEveryAlertAndItsSeverity() throws IOException {
        Map<String, String> alerts = alerts().collect(Collectors.toMap(alert -> "`" + alert.get("alert") + "`", alert ->
                (String) map(alert.get("labels")).get("severity")));

        assertThat(Readme.table("alerts").stream().collect(Collectors.toMap(row -> row.get(0), row -> row.get(1))))
                .isEqualTo(alerts);
    }

    /** The alerts of which a case expects something like this. */
    private static Set<String> tried(Predicate<List<?>> isExpected) throws IOException {
        Map<?, ?> cases = map(load(Files.readString(CASES)));
        return list(cases.get("tests")).stream()
                .flatMap(group -> list(map(group).get("alert_rule_test")).stream())
                .filter(test -> isExpected.test(list(map(test).get("exp_alerts"))))
                .map(test -> (String) map(test).get("alertname"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Map<?, ?>> alerts() throws IOException {
        Stream<Map<?, ?>> all = list(map(load(rules())).get("groups")).stream()
                .flatMap(group -> list(map(group).get("rules")).stream())
                .map(RulesTest::map);
        return all.filter(rule -> rule.containsKey("alert"));
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().setMaxAliasesForCollections(0).build()).loadFromString(yaml);
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }
}
