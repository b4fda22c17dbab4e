package dev.berth.bench.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SearchReportTest {
    @Test
    void aShortReportAnswersEveryQuestion() throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        SearchReport.run(1_000, new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("1,000 sessions", "first page", "a step of a search, 1 steps", "during searches");
    }
}
