package dev.berth.bench.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.audit.BudgetResult;
import dev.berth.bench.load.audit.Violation;
import dev.berth.bench.load.scenario.OperationKind;
import dev.berth.bench.load.traffic.GeneratorVerdict;
import dev.berth.bench.load.traffic.Interval;
import dev.berth.bench.load.traffic.Measurements;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Pattern LOADED =
            Pattern.compile("(src|href|action|data)=|url\\(|@import|<script|<link|<iframe");

    @Test
    void thePageHasTheFigures() {
        String page = HtmlReport.of(result("open loop", 1));

        assertThat(page)
                .contains("open loop", "from the intended start", "from the sending (naive)", "<td>1,000</td>")
                .contains("TooManyRequestsException (budget account)", "exceeded", "two sessions for &lt;token&gt;")
                .contains("Latency by percentile", "Requests that ended, per second")
                .contains("9 sessions and 7 calculations acknowledged", "<td>7</td><td>6</td></tr>")
                .contains("Highest rate with p99 within 50.0 ms", "1,234/s", "sure: 3 of 3");
        assertThat(page.split("<svg", -1)).hasSize(4);
    }

    @Test
    void thePageLoadsNothing() {
        assertThat(LOADED.matcher(HtmlReport.of(result("open loop", 1))).find()).isFalse();
    }

    @Test
    void thePageHasBothColourSchemes() {
        assertThat(HtmlReport.of(result("open loop", 1)))
                .contains("prefers-color-scheme:dark", "color-scheme:light dark");
    }

    @Test
    void chartsAreWellFormedAndInTheirFrames() throws Exception {
        String page = HtmlReport.of(result("open loop", 1));
        for (String rest : page.split("<svg", -1)) {
            if (!rest.startsWith(" viewBox")) {
                continue;
            }
            String svg = "<svg" + rest.substring(0, rest.indexOf("</svg>")) + "</svg>";
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new java.io.StringReader(svg)));
            assertThat(svg).doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void aClosedLoopIsMarkedEverywhere() {
        RunResult closed = result("closed loop", 1);

        assertThat(HtmlReport.of(closed)).contains("closed loop", "hides").doesNotContain("from the intended start");
        assertThat(TextSummary.of(closed)).contains("CLOSED LOOP").doesNotContain("from the intended start");
        assertThat(new JsonObject(JsonReport.of(closed)).getString("loop")).isEqualTo("closed loop");
    }

    @Test
    void theTextHasTheFigures() {
        assertThat(TextSummary.of(result("open loop", 1)))
                .contains(
                        "OPEN LOOP",
                        "seed 42",
                        "p99.9",
                        "1,000 requests",
                        "200 refused",
                        "VIOLATION TWO_SESSIONS_FOR_TOKEN")
                .contains(
                        "8 of 9 acknowledged sessions, 6 of 7 calculations",
                        "9 sessions and 7 calculations acknowledged")
                .contains(
                        "THE GENERATOR WAS THE LIMIT", "killed at 3.0 s", "highest rate with p99 <= 50.0 ms: 1,234/s");
    }

    @Test
    void theJsonHasTheFigures() {
        JsonObject json = new JsonObject(JsonReport.of(result("open loop", 1)));

        assertThat(json.getLong("requests")).isEqualTo(1_000);
        assertThat(json.getJsonObject("latencyFromIntendedStart").getDouble("p50"))
                .isBetween(499.0, 502.0);
        assertThat(json.getJsonObject("latencyFromSending").getDouble("max")).isBetween(99.0, 101.0);
        assertThat(json.getJsonObject("outcomes").getJsonObject("start").getLong("ok"))
                .isEqualTo(800);
        assertThat(json.getJsonArray("timeline")).hasSize(2);
        assertThat(json.getJsonObject("generator").getBoolean("wasLimit")).isTrue();
        assertThat(json.getJsonObject("audit").getJsonArray("violations")).hasSize(1);
        assertThat(json.getJsonObject("limit").getDouble("rate")).isEqualTo(1_234);
        assertThat(json.getJsonObject("audit").getLong("calculations")).isEqualTo(7);
        JsonObject restart = json.getJsonArray("restarts").getJsonObject(0);
        assertThat(restart.getLong("verified")).isEqualTo(8);
        assertThat(restart.getLong("verifiedCalculations")).isEqualTo(6);
    }

    @Test
    void aRunWithoutAnyRequestHasReportsToo() {
        RunResult empty = result("open loop", 0);

        assertThat(HtmlReport.of(empty)).contains("</html>").doesNotContain("NaN");
        assertThat(TextSummary.of(empty)).contains("0 requests");
        assertThat(new JsonObject(JsonReport.of(empty)).getLong("requests")).isZero();
    }

    private static RunResult result(String loop, int scale) {
        return new RunResult(
                new RunResult.RunFacts("http://127.0.0.1:1", "mixed", 42, "abc", loop, 10, 1_000, 1, 16, false),
                measurements(scale),
                new GeneratorVerdict(TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(10), 0.5),
                new AuditResult(
                        List.of(new BudgetResult("account", OptionalInt.of(100), 120, BudgetResult.Verdict.EXCEEDED)),
                        10,
                        9,
                        7,
                        List.of(new Violation(Violation.Kind.TWO_SESSIONS_FOR_TOKEN, "two sessions for <token>")),
                        1),
                List.of(new Restart(3, 1.5, new Restart.Verified(9, 8), new Restart.Verified(7, 6))),
                Optional.of(new LimitResult(
                        TimeUnit.MILLISECONDS.toNanos(50),
                        1_234,
                        3,
                        1_290,
                        0,
                        3,
                        false,
                        List.of(new LimitResult.Probe(1_234, 1_000_000, 0, 0, false)))),
                List.of());
    }

    private static Measurements measurements(int scale) {
        Histogram corrected = new Histogram(3);
        Histogram naive = new Histogram(3);
        for (int i = 1; i <= 1_000 * scale; i++) {
            corrected.recordValue(TimeUnit.MILLISECONDS.toNanos(i));
            naive.recordValue(TimeUnit.MICROSECONDS.toNanos(100L * i));
        }
        SortedMap<String, Long> outcomes = new TreeMap<>(
                scale == 0 ? Map.of() : Map.of("ok", 800L, "TooManyRequestsException (budget account)", 200L));
        return new Measurements(
                corrected,
                naive,
                scale == 0 ? Map.of() : Map.of(OperationKind.START, corrected),
                naive,
                naive,
                scale == 0 ? Map.of() : Map.of(OperationKind.START, outcomes),
                scale == 0
                        ? List.of()
                        : List.of(
                                new Interval(1, 1, 400, 100, 0, 1_000_000, 2_000_000, 3_000_000, 1_500_000),
                                new Interval(2, 1, 400, 100, 0, 1_000_000, 2_000_000, 3_000_000, 1_500_000)),
                0,
                scale == 0 ? 0 : 2);
    }
}
