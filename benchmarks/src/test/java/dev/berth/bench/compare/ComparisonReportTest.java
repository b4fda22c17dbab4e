package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.Spread;
import dev.berth.bench.compare.SideFigures.Crowded;
import dev.berth.bench.compare.SideFigures.Latency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {
    private final StringWriter out = new StringWriter();
    private final ComparisonReport report = new ComparisonReport(new PrintWriter(out), 128);

    @Test
    void runs_countByTheirMedians() {
        report.add(run(pairs(1, 1, 1), pairs(0.1, 0.5, 0.9), 2));
        report.add(run(pairs(1, 1, 1), pairs(0.7, 0.7, 0.7), 6));
        report.add(run(pairs(1, 1, 1), pairs(0.6, 0.6, 9), 3));

        assertThat(report.conclude()).isTrue();
        assertThat(out.toString()).contains("Run 1:", "Run 2:", "Run 3:");
        assertThat(out.toString().substring(out.toString().indexOf("Median of 3 runs")))
                .containsPattern("memory +0.60 \\[0.50 – 0.70] +0.60 \\[0.50 – 0.70] +3.00 \\[2.00 – 6.00] +0.90 ");
    }

    @Test
    void figureThatWasNotMeasured_isNotShown() {
        report.add(Map.of(Side.BARE, new SideFigures(pairs(1), null, null)));

        assertThat(report.conclude()).isTrue();
        assertThat(out.toString()).contains("Run 1:").doesNotContain("p99", "connections, and one", "Median of");
    }

    /** A run in which equal things lay apart may have others beside it in which they did not. */
    @Test
    void noise_isThatOfAllRunsTogether() {
        report.add(run(pairs(0.5, 1, 1, 1.5), pairs(1), 1));
        report.add(run(pairs(1, 1, 1, 1, 1), pairs(1), 1));
        assertThat(report.conclude()).isTrue();

        report.add(run(pairs(0.5, 0.5, 0.5, 0.5, 0.5), pairs(1), 1));
        assertThat(report.conclude()).isFalse();
        assertThat(out.toString()).contains("by up to 50 %").contains("Too noisy");
    }

    /** So that whoever reads it can tell what the server adds to what the disk takes. */
    @Test
    void whoWaitsForTheDisk_isShownBesideIt() {
        Spread syncs = new Spread(
                IntStream.rangeClosed(1, 100).mapToDouble(i -> i / 100.0).toArray());
        Latency latency = new Latency(spread(3), spread(1), 4, 2, syncs);
        report.add(Map.of(Side.DURABLE, new SideFigures(pairs(1), latency, null)));

        assertThat(out.toString())
                .containsPattern("durable +3.00 \\[3.00 – 3.00] +1.00 \\[1.00 – 1.00] +4.00 +2.00 +0.5\\d, 0.99\n");
    }

    private static Map<Side, SideFigures> run(Pairs bare, Pairs memory, double timesBaresP99) {
        Map<Side, SideFigures> run = new EnumMap<>(Side.class);
        run.put(Side.BARE, new SideFigures(bare, latency(1), null));
        run.put(Side.MEMORY, new SideFigures(memory, latency(timesBaresP99), new Crowded(spread(0.9), spread(40))));
        return run;
    }

    private static Latency latency(double times) {
        return new Latency(spread(times), spread(1), times, 1, null);
    }

    private static Spread spread(double figure) {
        return new Spread(new double[] {figure});
    }

    /** Turns that are so many times as quick as the bare server's, in either way. */
    private static Pairs pairs(double... times) {
        Pairs pairs = new Pairs();
        for (double each : times) {
            pairs.add(new Turn(1_000, 10), new Turn(each * 1_000, 10 / each));
        }
        return pairs;
    }
}
