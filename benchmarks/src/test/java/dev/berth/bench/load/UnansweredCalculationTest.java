package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.audit.Violation;
import dev.berth.bench.load.audit.Violation.Kind;
import dev.berth.bench.load.scenario.Draws;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.ScenarioReader;
import dev.berth.bench.load.traffic.Generator;
import dev.berth.bench.load.traffic.GeneratorConfig;
import dev.berth.bench.load.traffic.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break while calculations wait for their answers, as they do when a server is killed. */
@Timeout(60)
class UnansweredCalculationTest {
    private static final Duration LEG = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void oneThatRunsAgainWhenItIsAskedForAgainIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().swallowingCalculations().forgettingTokensOfCalculations()) {
            assertThat(repeatedOn(server).violations())
                    .isNotEmpty()
                    .extracting(Violation::kind)
                    .containsOnly(Kind.TWO_CALCULATIONS_FOR_TOKEN);
        }
    }

    @Test
    void oneThatHadRunIsNotRunAgain() throws IOException {
        try (FakeServer server = FakeServer.start().swallowingCalculations()) {
            AuditResult result = repeatedOn(server);

            assertThat(result.violations()).isEmpty();
            assertThat(result.calculations()).isGreaterThan(0);
        }
    }

    private AuditResult repeatedOn(FakeServer server) throws IOException {
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), "mix: {start: 1, calculation: 1}\n");
        GeneratorConfig config = new GeneratorConfig(8, 1_000, Duration.ofSeconds(20), null);
        Draws draws = new Draws(ScenarioReader.read(scenario), 42);
        try (Generator generator = new Generator(config, draws, new Audit(Map.of()), "0123456789abcdef")) {
            generator.connect(server.url());
            Load load = generator.open(LoadShape.constant(100, Duration.ofHours(1)), Duration.ZERO);
            for (Duration until = LEG; !server.hasSwallowed(); until = until.plus(LEG)) {
                load.startLeg(until).join();
            }
            generator.disconnect();
            generator.connect(server.url());
            load.repeatUnanswered();
            return generator.concludeAudit();
        }
    }
}
