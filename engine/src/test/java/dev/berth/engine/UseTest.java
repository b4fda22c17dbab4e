package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartSession;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an engine tells of how it is used: by whom, how much at most, and how long things took. */
class UseTest {
    private final List<String> heard = new ArrayList<>();
    private final SchedulerStats stats = new SchedulerStats() {
        @Override
        public void sessionMoved(SessionState from, SessionState to, long millis) {
            heard.add(from + " to " + to + " after " + millis);
        }

        @Override
        public void calculationEnded(CalculationState state, long millis) {
            heard.add("calculation " + state + " after " + millis);
        }
    };

    @Test
    void holdersHaveWhatTheirLiveSessionsHold() {
        EngineFixture berth = new EngineFixture(UseTest::byAttributes);
        SessionId first = berth.started(of("alice", 5));
        berth.started(of("alice", 2));
        berth.started(of("bob", 3));
        assertThat(holdings(berth))
                .containsOnly(entry("alice", "2 sessions, 7 DPUs"), entry("bob", "1 sessions, 3 DPUs"));

        berth.runtime.reports().failed(first, "gone");
        berth.step();
        assertThat(holdings(berth)).containsEntry("alice", "1 sessions, 2 DPUs");
    }

    @Test
    void holdersHaveTheSameAfterARestart() {
        EngineFixture berth = new EngineFixture(UseTest::byAttributes);
        SessionId ended = berth.started(of("alice", 5));
        berth.started(of("alice", 2));
        berth.runtime.reports().failed(ended, "gone");
        berth.step();

        berth.crashAndRestart(UseTest::byAttributes);

        assertThat(holdings(berth)).containsOnly(entry("alice", "1 sessions, 2 DPUs"));
    }

    @Test
    void holdersThatHaveNothing_areForgottenWhereThereAreMany() {
        EngineFixture berth =
                new EngineFixture(builder -> builder.accountDpus(5_000).holderOf(OpaqueBytes::toUtf8));
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            sessions.add(berth.started(of("holder" + i, 1)));
        }
        for (SessionId each : sessions) {
            berth.runtime.reports().failed(each, "gone");
        }
        berth.step();

        assertThat(berth.engine().holdings()).hasSize(1_024).allMatch(holding -> holding.dpus() == 0);
    }

    @Test
    void budgetsShowTheMostThatTheyHeldAndTheirSessions() {
        EngineFixture berth = new EngineFixture(builder ->
                builder.workGroup(CreateWorkGroup.named("small", "v1").withLimitDpus(4)));
        SessionId first = berth.started(StartSession.in("team", 5));
        berth.started(StartSession.in("team", 6));
        berth.runtime.reports().failed(first, "gone");
        berth.step();
        berth.started(StartSession.in("small", 3));

        List<BudgetUse> uses = berth.engine().budgetUses();
        assertThat(uses).extracting(BudgetUse::budget).isEqualTo(berth.engine().budgets());
        assertThat(uses)
                .extracting(use -> use.budget().name(), BudgetUse::mostHeldDpus, BudgetUse::liveSessions)
                .containsExactly(
                        tuple(BudgetName.ACCOUNT, 11, 2),
                        tuple(BudgetName.ofWorkGroup("small"), 3, 1),
                        tuple(BudgetName.ofWorkGroup("team"), 11, 1));
    }

    @Test
    void everyMoveOfASessionIsToldWithItsTime() {
        EngineFixture berth = new EngineFixture(builder -> builder.stats(stats));
        SessionId id = berth.started();
        berth.pass(Duration.ofMillis(300));
        berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
        berth.step();
        berth.pass(Duration.ofMillis(200));
        berth.runtime.reports().ready(id);
        berth.step();
        CompletableFuture<?> termination = berth.engine().terminateSession(id);
        berth.step();
        assertThat(termination).isCompleted();
        berth.pass(Duration.ofMillis(100));
        berth.runtime.reports().ended(id);
        berth.step();

        assertThat(heard)
                .containsExactly(
                        "CREATING to CREATED after 300",
                        "CREATED to IDLE after 200",
                        "IDLE to TERMINATING after 0",
                        "TERMINATING to TERMINATED after 100");
    }

    @Test
    void theTimeOverARestartIsNoTimeOfAPhase() {
        EngineFixture berth = new EngineFixture();
        SessionId id = berth.started();
        berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
        berth.step();
        berth.time.advance(Duration.ofHours(1));
        berth.crashAndRestart(builder -> builder.stats(stats));

        berth.runtime.reports().ready(id);
        berth.step();

        assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
        assertThat(heard).isEmpty();
    }

    @Test
    void calculationsAreCountedWhileTheyRunAndWhenTheyEnd() {
        EngineFixture berth = new EngineFixture(builder -> builder.stats(stats));
        SessionId first = berth.idle();
        SessionId second = berth.idle();
        CalculationId done = calculation(berth, first);
        calculation(berth, second);
        assertThat(berth.engine().snapshot().runningCalculations()).isEqualTo(2);
        heard.clear();

        berth.pass(Duration.ofMillis(70));
        berth.runtime.reports().calculationFinished(done, new CalculationEnd(CalculationState.COMPLETED, "", false));
        berth.step();
        berth.runtime.reports().failed(second, "gone");
        berth.step();

        assertThat(berth.engine().snapshot().runningCalculations()).isZero();
        assertThat(heard)
                .containsExactly(
                        "calculation COMPLETED after 70",
                        "BUSY to IDLE after 70",
                        "calculation FAILED after 70",
                        "BUSY to FAILED after 70");
    }

    @Test
    void calculationsThatRunAreKnownAfterARestart() {
        EngineFixture berth = new EngineFixture();
        SessionId session = berth.idle();
        CalculationId done = calculation(berth, session);
        berth.runtime.reports().calculationFinished(done, new CalculationEnd(CalculationState.COMPLETED, "", false));
        berth.step();
        calculation(berth, session);

        berth.crashAndRestart();

        assertThat(berth.engine().snapshot().runningCalculations()).isEqualTo(1);
    }

    private static EngineConfig.Builder byAttributes(EngineConfig.Builder settings) {
        return settings.accountDpus(20).holderOf(OpaqueBytes::toUtf8);
    }

    private static CalculationId calculation(EngineFixture berth, SessionId session) {
        CompletableFuture<StartCalculationOutcome> answer =
                berth.engine().startCalculation(StartCalculation.in(session, "1"));
        berth.step();
        return ((StartCalculationOutcome.Started) answer.join()).id();
    }

    private static StartSession of(String holder, int dpus) {
        return StartSession.in("team", dpus).withAttributes(OpaqueBytes.ofUtf8(holder));
    }

    private static Map<String, String> holdings(EngineFixture berth) {
        return berth.engine().holdings().stream()
                .collect(Collectors.toMap(
                        Holding::holder, each -> each.liveSessions() + " sessions, " + each.dpus() + " DPUs"));
    }
}
