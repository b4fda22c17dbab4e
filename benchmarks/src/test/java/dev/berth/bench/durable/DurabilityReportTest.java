package dev.berth.bench.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.Spread;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityReportTest {
    @TempDir
    Path folder;

    @Test
    void aShortReportAnswersEveryQuestion() throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        DurabilityReport.run(
                folder,
                new DurabilityReport.Size(1, 2_000, 500, 5, 500, 200, 1_000, 1_000),
                new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("starts/s, ", "starts/s over HTTP", "one at a time", "p99 at", "1,000 live sessions");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSpreadKnowsItsMedianAndEnds() {
        Spread spread = new Spread(new double[] {5, 1, 3});

        assertThat(spread.median()).isEqualTo(3);
        assertThat(spread.describe("%.0f")).isEqualTo("3 [1 – 5]");
    }
}
