package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of metrics, held against what a server shows that has done a little of everything. */
class MetricsTableTest {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? [^ ]+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** What a row ends with that stands for all metrics that begin like it. */
    private static final String REST = "…";

    @TempDir
    private Path data;

    /** A metric: its type, and the names of its labels. */
    private record Metric(String type, Set<String> labels) {}

    @Test
    void tableAndScrape_nameTheSameMetrics() throws Exception {
        Map<String, Metric> shown;
        try (BerthUnderLoad berth = BerthUnderLoad.start(data)) {
            berth.work();
            shown = shown(berth.scrape());
        }
        Map<String, Metric> documented = documented();

        List<String> families = documented.keySet().stream()
                .filter(name -> name.endsWith(REST))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
        assertThat(families)
                .isNotEmpty()
                .allMatch(family -> shown.keySet().stream().anyMatch(name -> name.startsWith(family)));
        shown.keySet().removeIf(name -> families.stream().anyMatch(name::startsWith) || isMaximum(name, shown));
        documented.keySet().removeIf(name -> name.endsWith(REST));
        assertThat(shown).isEqualTo(documented);
    }

    /** Whether it is the largest recent value of a histogram that has a row. */
    private static boolean isMaximum(String name, Map<String, Metric> shown) {
        return name.endsWith("_max") && shown.containsKey(name.substring(0, name.length() - "_max".length()));
    }

    private static Map<String, Metric> documented() throws IOException {
        return Readme.table("metrics").stream()
                .collect(Collectors.toMap(
                        row -> codes(row.get(0)).iterator().next(),
                        row -> new Metric(row.get(1), codes(row.get(3))),
                        (one, other) -> {
                            throw new AssertionError("two rows for one metric: " + one);
                        },
                        TreeMap::new));
    }

    private static Set<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Metric> shown(String scrape) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        String current = "";
        for (String line : scrape.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                current = type.group(1);
                types.put(current, type.group(2));
            } else if (sample.matches()) {
                labels.computeIfAbsent(current, name -> new TreeSet<>()).addAll(labelsOf(sample.group(2)));
            }
        }
        return types.keySet().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> new Metric(types.get(name), labels.getOrDefault(name, Set.of())),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** The bounds of histograms are no labels for a reader. */
    private static Set<String> labelsOf(String text) {
        return text == null
                ? Set.of()
                : LABEL.matcher(text)
                        .results()
                        .map(label -> label.group(1))
                        .filter(name -> !name.equals("le"))
                        .collect(Collectors.toSet());
    }
}
