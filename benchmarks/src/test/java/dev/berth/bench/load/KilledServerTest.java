package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.Violation;
import dev.berth.bench.load.audit.Violation.Kind;
import dev.berth.bench.load.report.Restart;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.Scenario;
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
    void aServerThatForgetsWhatItAcknowledgedIsFound() throws IOException {
        RunResult result = Runs.againstProcess(java() + " dev.berth.bench.load.ForgetfulServer")
                .of(scenario("mix: {start: 1, calculation: 1}\n"))
                .shaped(LoadShape.constant(50, Duration.ofSeconds(2)))
                .killedEvery(Duration.ofSeconds(1))
                .measure();

        assertThat(result.restarts())
                .hasSize(2)
                .allMatch(restart -> restart.sessions().acknowledged() > 0);
        assertThat(result.audit().violations())
                .extracting(Violation::kind)
                .contains(Kind.SESSION_LOST, Kind.TWO_SESSIONS_FOR_TOKEN, Kind.CALCULATION_LOST);
    }

    @Test
    void aServerThatKeepsWhatItAcknowledgedPasses() throws IOException {
        Path config = Files.writeString(folder.resolve("berth.yaml"), """
                account-dpus: 1000000
                runtime:
                  name: simulated
                  simulated: {launch-median: 20ms, calculation-median: 50ms}
                """);
        RunResult result = Runs.againstProcess(
                        java() + " -Xmx512m -XX:TieredStopAtLevel=1 dev.berth.server.Main --config '" + config
                                + "' --data '" + folder.resolve("data") + "'")
                .of(scenario("""
                        mix: {start: 5, duplicate: 1, status: 2, terminate: 2, calculation: 8, calculation-duplicate: 1,
                          calculation-status: 5, calculation-list: 1}
                        """))
                .shaped(LoadShape.constant(100, Duration.ofSeconds(2)))
                .killedEvery(Duration.ofSeconds(1))
                .measure();

        assertThat(result.audit().violations()).isEmpty();
        assertThat(result.audit().sessions()).isGreaterThan(0);
        Restart last = result.restarts().get(1);
        assertThat(last.sessions().verified())
                .as("in the end all are asked for")
                .isEqualTo(last.sessions().acknowledged());
        assertThat(last.calculations().acknowledged()).isGreaterThan(0);
        assertThat(last.calculations().verified()).isEqualTo(last.calculations().acknowledged());
    }

    private Scenario scenario(String yaml) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), yaml));
    }

    private static String java() {
        return "'" + ProcessHandle.current().info().command().orElse("java") + "' -cp '"
                + System.getProperty("java.class.path") + "'";
    }
}
