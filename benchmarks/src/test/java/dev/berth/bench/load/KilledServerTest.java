package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.Violation;
import dev.berth.bench.load.audit.Violation.Kind;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that the harness starts, kills and starts again. */
@Timeout(180)
class KilledServerTest {
    @TempDir
    private Path folder;

    @Test
    void aServerThatForgetsItsSessionsIsFound() throws IOException {
        RunResult result = Runs.againstProcess(java() + " dev.berth.bench.load.ForgetfulServer")
                .shaped(LoadShape.constant(50, Duration.ofSeconds(2)))
                .killedEvery(Duration.ofSeconds(1))
                .measure();

        assertThat(result.restarts()).hasSize(2).allMatch(restart -> restart.acknowledged() > 0);
        assertThat(result.audit().violations())
                .extracting(Violation::kind)
                .contains(Kind.SESSION_LOST, Kind.TWO_SESSIONS_FOR_TOKEN);
    }

    @Test
    void aServerThatKeepsWhatItAcknowledgedPasses() throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("scenario.yaml"),
                "mix: {start: 5, duplicate: 1, status: 2, terminate: 3, calculation: 1}\n");
        RunResult result = Runs.againstProcess(java() + " -Xmx512m dev.berth.server.Main --runtime simulated --data '"
                        + folder.resolve("data") + "'")
                .of(ScenarioReader.read(scenario))
                .shaped(LoadShape.constant(100, Duration.ofSeconds(2)))
                .killedEvery(Duration.ofSeconds(1))
                .measure();

        assertThat(result.audit().violations()).isEmpty();
        assertThat(result.audit().sessions()).isGreaterThan(0);
        assertThat(result.restarts().get(1).verified())
                .as("in the end all are asked for")
                .isEqualTo(result.restarts().get(1).acknowledged());
    }

    private static String java() {
        return "'" + ProcessHandle.current().info().command().orElse("java") + "' -cp '"
                + System.getProperty("java.class.path") + "'";
    }
}
