package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.bench.load.audit.BudgetResult;
import dev.berth.bench.load.audit.Violation;
import dev.berth.bench.load.audit.Violation.Kind;
import dev.berth.bench.load.report.LimitResult;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.OperationKind;
import dev.berth.bench.load.scenario.Scenario;
import dev.berth.bench.load.scenario.ScenarioReader;
import dev.berth.bench.load.traffic.Measurements;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The harness against a server with known faults. Nothing here depends on how fast the machine is. */
@Timeout(120)
class LoadRunTest {
    private static final long STALL_MILLIS = 600;
    /** Long enough that what must follow an answer follows one, also on a machine that is slow to begin with. */
    private static final LoadShape LONG = LoadShape.constant(200, Duration.ofSeconds(3));

    private static final String EVERYTHING = """
            mix: {start: 30, duplicate: 20, concurrent-duplicate: 10, status: 20, terminate: 15, calculation: 5,
              calculation-duplicate: 5, calculation-status: 5, calculation-list: 5}
            """;
    private static final String CALCULATIONS =
            "mix: {start: 1, calculation: 1, calculation-duplicate: 1, calculation-status: 3}\n";

    @TempDir
    private Path folder;

    @Test
    void aStallIsInEveryLatencyThatItDelayed() throws IOException {
        try (FakeServer server = FakeServer.start().stalling(50, STALL_MILLIS)) {
            Measurements measured = Runs.against(server.url()).on(1).measure().measurements();

            // Of 200 requests in a second, 120 are due during the stall. Only one of them is under way.
            assertThat(measured.requests()).isEqualTo(200);
            assertThat(millis(measured.corrected().getMaxValue())).isGreaterThanOrEqualTo(STALL_MILLIS);
            assertThat(millis(measured.corrected().getValueAtPercentile(75))).isGreaterThanOrEqualTo(STALL_MILLIS / 4);
            assertThat(millis(measured.naive().getMaxValue())).isGreaterThanOrEqualTo(STALL_MILLIS);
            assertThat(measured.naive().getValueAtPercentile(75))
                    .as("what the naive way of measuring hides")
                    .isLessThan(measured.corrected().getValueAtPercentile(75) / 2);
        }
    }

    @Test
    void aClosedLoopHidesTheStallAndIsCalledSo() throws IOException {
        try (FakeServer server = FakeServer.start().stalling(50, STALL_MILLIS)) {
            RunResult result = Runs.against(server.url())
                    .on(1)
                    .closed()
                    .shaped(LoadShape.constant(1, Duration.ofMillis(2 * STALL_MILLIS)))
                    .measure();

            assertThat(result.facts().loop()).isEqualTo("closed loop");
            assertThat(result.measurements().requests()).isGreaterThan(51);
            assertThat(result.measurements().corrected().getMaxValue())
                    .isGreaterThanOrEqualTo(result.measurements().naive().getMaxValue());
            assertThat(millis(result.measurements().naive().getMaxValue())).isGreaterThanOrEqualTo(STALL_MILLIS);
        }
    }

    @Test
    void waitingForTheServerIsNotTheGeneratorsLateness() throws IOException {
        try (FakeServer server = FakeServer.start().withCapacity(50)) {
            RunResult result = Runs.against(server.url()).on(2).measure();

            assertThat(millis(result.measurements().connectionWait().getMaxValue()))
                    .isGreaterThan(1_000);
            assertThat(result.measurements().lateness().getValueAtPercentile(50))
                    .isLessThan(result.measurements().connectionWait().getValueAtPercentile(50));
            assertThat(result.generator().isLimit()).isFalse();
        }
    }

    @Test
    void aRateThatTheGeneratorCannotSendIsItsLimit() throws IOException {
        try (FakeServer server = FakeServer.start()) {
            RunResult result = Runs.against(server.url())
                    .shaped(LoadShape.constant(1_000_000, Duration.ofMillis(300)))
                    .giveUpAfter(Duration.ofSeconds(5))
                    .latestBy(Duration.ofMillis(10))
                    .measure();

            assertThat(result.generator().isLimit()).isTrue();
            assertThat(result.generator().describe()).contains("THE GENERATOR WAS THE LIMIT");
        }
    }

    @Test
    void aServerThatKeepsItsPromisesPasses() throws IOException {
        try (FakeServer server = FakeServer.start().withAccountLimit(400)) {
            RunResult result = Runs.against(server.url())
                    .of(scenario(EVERYTHING))
                    .shaped(LONG)
                    .measure();

            assertThat(result.audit().violations()).isEmpty();
            assertThat(result.audit().budgets().get(0))
                    .extracting(BudgetResult::verdict)
                    .isEqualTo(BudgetResult.Verdict.KEPT);
            assertThat(result.audit().calculations()).isGreaterThan(0);
            assertThat(result.measurements().outcomes()).containsOnlyKeys(OperationKind.values());
            assertThat(result.measurements().outcomes().get(OperationKind.START))
                    .containsKeys("ok", "TooManyRequestsException (budget account)");
        }
    }

    @Test
    void anOverAdmissionIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().withAccountLimit(400).overAdmitting()) {
            RunResult result = Runs.against(server.url()).measure();

            assertThat(kinds(result)).containsExactly(Kind.OVER_BUDGET);
            assertThat(result.audit().violations().get(0).text()).contains("budget account", "400 were allowed");
        }
    }

    @Test
    void anOverAdmissionAmongSessionsThatComeAndGoIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().withAccountLimit(100).overAdmitting()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario("mix: {start: 55, terminate: 45}\n"))
                    .measure();

            assertThat(kinds(result)).containsExactly(Kind.OVER_BUDGET);
        }
    }

    @Test
    void whatWasHeldBeforeABudgetShrankIsAllowedFor() throws IOException {
        try (FakeServer server = FakeServer.start().withAccountLimit(1_000)) {
            RunResult result = Runs.against(server.url())
                    .of(scenario("budget-changes: [{at: 700ms, budget: account, limit: 100}]\n"))
                    .measure();

            assertThat(result.audit().violations()).isEmpty();
            assertThat(result.audit().budgets().get(0).limitDpus()).hasValue(100);
            assertThat(result.audit().budgets().get(0).peakDpus()).isBetween(200L, 1_000L);
        }
    }

    @Test
    void whatIsAdmittedAfterABudgetShrankIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().overAdmitting()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario("budget-changes: [{at: 500ms, budget: account, limit: 100}]\n"))
                    .measure();

            assertThat(kinds(result)).containsExactly(Kind.OVER_BUDGET);
        }
    }

    @Test
    void twoSessionsForATokenAreFound() throws IOException {
        try (FakeServer server = FakeServer.start().forgettingTokens()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario("mix: {start: 1, duplicate: 1}\n"))
                    .measure();

            assertThat(kinds(result)).containsOnly(Kind.TWO_SESSIONS_FOR_TOKEN);
        }
    }

    @Test
    void twoSessionsForATokenThatIsSentTwiceAtOnceAreFound() throws IOException {
        try (FakeServer server = FakeServer.start().forgettingTokens()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario("mix: {concurrent-duplicate: 1}\n"))
                    .measure();

            assertThat(kinds(result)).containsOnly(Kind.TWO_SESSIONS_FOR_TOKEN);
            assertThat(result.measurements().requests()).isEqualTo(400);
        }
    }

    @Test
    void twoCalculationsForATokenAreFound() throws IOException {
        try (FakeServer server = FakeServer.start().forgettingTokensOfCalculations()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario(CALCULATIONS))
                    .shaped(LONG)
                    .measure();

            assertThat(kinds(result)).containsOnly(Kind.TWO_CALCULATIONS_FOR_TOKEN);
        }
    }

    @Test
    void aLostCalculationIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().losingCalculations()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario(CALCULATIONS))
                    .shaped(LONG)
                    .measure();

            assertThat(kinds(result)).containsOnly(Kind.CALCULATION_LOST);
        }
    }

    @Test
    void aCalculationThatEndedOtherwiseThanItHadIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().changingEndsOfCalculations()) {
            RunResult result = Runs.against(server.url())
                    .of(scenario(CALCULATIONS))
                    .shaped(LONG)
                    .measure();

            assertThat(kinds(result)).containsOnly(Kind.CALCULATION_CHANGED);
            assertThat(result.audit().violations().get(0).text()).contains("was COMPLETED, and later it is FAILED");
        }
    }

    @Test
    void withoutKnownBudgetsNothingIsClaimed() throws IOException {
        try (FakeServer server = FakeServer.start().withoutAdminRoute()) {
            RunResult result = Runs.against(server.url()).measure();

            assertThat(result.audit().budgets())
                    .allMatch(budget -> budget.verdict() == BudgetResult.Verdict.NOT_AUDITED);
        }
    }

    @Test
    void requestsWithoutAnAnswerCountWithTheTimeThatTheyWaited() throws IOException {
        try (FakeServer server = FakeServer.start().answeringNothing()) {
            Measurements measured = Runs.against(server.url())
                    .on(2)
                    .giveUpAfter(Duration.ofMillis(300))
                    .measure()
                    .measurements();

            assertThat(measured.requests()).isEqualTo(200);
            assertThat(measured.unanswered()).isEqualTo(200);
            assertThat(measured.outcomes().get(OperationKind.START))
                    .containsKeys("no answer in time", "not sent (every connection waits for an answer)");
            assertThat(millis(measured.corrected().getMinValue())).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void theHighestRateOfAServerWithAKnownCapacityIsFound() throws IOException {
        try (FakeServer server = FakeServer.start().withCapacity(200)) {
            RunResult result = Runs.against(server.url())
                    .on(64)
                    .shaped(LoadShape.constant(1, Duration.ofMillis(500)))
                    .run()
                    .findLimit(Duration.ofMillis(250), 50);
            LimitResult limit = result.limit().orElseThrow();

            // At twice the capacity the last of a second waits for half a second or longer; that is known of any
            // machine.
            assertThat(limit.rate()).isBetween(10.0, 500.0);
            assertThat(limit.nextRate()).isGreaterThan(limit.rate());
            assertThat(limit.probes()).hasSizeGreaterThan(5);
        }
    }

    @Test
    void aRunThatIsStoppedStillHasAResult() throws Exception {
        try (FakeServer server = FakeServer.start()) {
            LoadRun run = Runs.against(server.url())
                    .shaped(LoadShape.constant(100, Duration.ofHours(1)))
                    .run();
            CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(() -> {
                try {
                    return run.measure();
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });
            run.stop();

            assertThat(result.get(60, TimeUnit.SECONDS).notes()).contains("the run was ended early");
        }
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI nowhere = URI.create("http://127.0.0.1:" + port);

        assertThatThrownBy(() -> Runs.against(nowhere).measure()).isInstanceOf(IOException.class);
    }

    private Scenario scenario(String yaml) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), yaml));
    }

    private static List<Kind> kinds(RunResult result) {
        return result.audit().violations().stream().map(Violation::kind).toList();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
