package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.BudgetResult;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.OperationKind;
import dev.berth.bench.load.scenario.ScenarioReader;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few seconds of everything against Berth itself, to keep the two speaking the same language. */
@Timeout(120)
class RealServerTest {
    @TempDir
    private Path folder;

    @Test
    void everythingAtOncePassesTheAudit() throws IOException {
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), """
                mix: {start: 30, duplicate: 20, concurrent-duplicate: 10, status: 20, terminate: 15, calculation: 20,
                  calculation-duplicate: 5, calculation-status: 5, calculation-list: 5}
                dpus: {2: 1, 20: 1, 60: 1}
                budget-changes: [{at: 400ms, budget: account, limit: 150}, {at: 700ms, budget: account, limit: 300}]
                """);
        ServerConfig config = ServerConfig.load(
                Map.of(
                        "port", "0",
                        "data", folder.resolve("data").toString(),
                        "runtime.name", "simulated",
                        "runtime.simulated.launch-median", "1ms",
                        "account-dpus", "300"),
                Map.of());
        try (BerthServer server = BerthServer.start(config)) {
            RunResult result = Runs.against(URI.create(server.url()))
                    .of(ScenarioReader.read(scenario))
                    .shaped(LoadShape.constant(200, Duration.ofSeconds(3)))
                    .measure();

            assertThat(result.audit().violations()).isEmpty();
            assertThat(result.notes()).isEmpty();
            assertThat(result.audit().budgets())
                    .filteredOn(budget -> budget.budget().equals("account"))
                    .extracting(BudgetResult::verdict)
                    .containsExactly(BudgetResult.Verdict.KEPT);
            assertThat(result.measurements().outcomes()).containsOnlyKeys(OperationKind.values());
            assertThat(result.measurements().unanswered()).isZero();
        }
    }
}
