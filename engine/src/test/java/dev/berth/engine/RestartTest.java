package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines with threads of their own, one after the other on a journal in a real folder. */
class RestartTest {
    /** Small, so that a test sees many segments and snapshots. */
    private static final LocalJournalConfig SMALL =
            new LocalJournalConfig(LocalJournalConfig.Durability.DISK, 16 << 10, 128 << 10, 256 << 10);

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterManySnapshots() throws Exception {
        Map<SessionId, StartSession> started = new HashMap<>();
        Map<SessionId, SessionState> states = new HashMap<>();
        try (Engine engine = start(builder -> builder.accountDpus(1_000_000))) {
            for (int round = 0; round < 40; round++) {
                startMany(engine, round, started);
                for (SessionId id : started.keySet()) {
                    if ((id.low() & 3) == round % 4) {
                        engine.terminateSession(id).join();
                    }
                }
            }
            assertThat(engine.snapshot().auditDifferenceDpus()).isZero();
            started.keySet().forEach(id -> states.put(id, stateOf(engine, id)));
        }
        assertThat(filesLike("snapshot-")).hasSize(1);
        assertThat(filesLike("segment-")).hasSizeLessThan(8);

        for (int restart = 0; restart < 3; restart++) {
            try (Engine engine = start(builder -> builder)) {
                started.forEach((id, request) ->
                        assertSame(engine, id, request, states.getOrDefault(id, SessionState.CREATING)));
                int held = states.values().stream()
                        .mapToInt(state -> state.isEnded() ? 0 : 1)
                        .sum();
                assertThat(engine.snapshot().liveSessions()).isLessThanOrEqualTo(held);
                assertThat(engine.snapshot().auditDifferenceDpus()).isZero();
            }
        }
    }

    @Test
    @Timeout(60)
    void calculationsThatHaveEndedDoNotRunAfterASnapshot() throws Exception {
        UnaryOperator<EngineConfig.Builder> quick =
                builder -> builder.accountDpus(1_000_000).runtime("v1", FakeRuntime.quick());
        try (Engine engine = start(quick)) {
            SessionId id = ((StartOutcome.Started)
                            engine.startSession(StartSession.in("team", 1)).join())
                    .id();
            await(() -> stateOf(engine, id) == SessionState.IDLE);
            engine.startCalculation(StartCalculation.in(id, "1")).join();
            await(() -> engine.snapshot().runningCalculations() == 0);
            for (int round = 0; filesLike("snapshot-").isEmpty(); round++) {
                startMany(engine, round, new HashMap<>());
            }
        }
        try (Engine engine = start(quick)) {
            assertThat(engine.snapshot().runningCalculations()).isZero();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aLimitThatIsGivenWinsAndTheLastOneHoldsOtherwise() throws Exception {
        try (Engine engine = start(builder -> builder.accountDpus(400))) {
            assertThat(limit(engine, BudgetName.ACCOUNT)).hasValue(400);
        }
        try (Engine engine = start(builder -> builder)) {
            assertThat(limit(engine, BudgetName.ACCOUNT)).hasValue(400);
            engine.resizeBudget(BudgetName.ACCOUNT, OptionalInt.of(90)).join();
            engine.resizeBudget(BudgetName.ofWorkGroup("team"), OptionalInt.of(9))
                    .join();
        }
        try (Engine engine = start(builder -> builder)) {
            assertThat(limit(engine, BudgetName.ACCOUNT)).hasValue(90);
            assertThat(limit(engine, BudgetName.ofWorkGroup("team"))).hasValue(9);
        }
        try (Engine engine = start(builder -> builder.accountDpus(160))) {
            assertThat(limit(engine, BudgetName.ACCOUNT)).hasValue(160);
        }
        try (Engine engine = start(builder -> builder)) {
            assertThat(limit(engine, BudgetName.ACCOUNT)).hasValue(160);
        }
    }

    @Test
    void anInitialWorkGroupStaysDeleted() throws Exception {
        UnaryOperator<EngineConfig.Builder> initial =
                builder -> builder.initialWorkGroup(CreateWorkGroup.named("first", "v1"));
        try (Engine engine = start(initial)) {
            assertThat(engine.workGroup("first")).isPresent();
            engine.deleteWorkGroup("first", false).join();
        }
        try (Engine engine = start(initial)) {
            assertThat(engine.workGroup("first")).isEmpty();
        }
    }

    @Test
    void aWorkGroupKeepsItsEngineVersion() throws Exception {
        start(builder -> builder).close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Engine.start(EngineConfig.builder()
                        .workGroup(CreateWorkGroup.named("team", "v2"))
                        .journal(Journals.local(folder, SMALL))
                        .build()))
                .withMessage("work group team cannot be created: it exists with engine version v1, not v2");
    }

    @Test
    void oneProcessUsesAFolderAtATime() throws Exception {
        try (Engine engine = start(builder -> builder)) {
            assertThat(engine.workGroup("team")).isPresent();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Journals.local(folder))
                    .withMessageContaining("is in use by another process");
        }
    }

    private static void startMany(Engine engine, int round, Map<SessionId, StartSession> started) {
        List<StartSession> requests = new ArrayList<>();
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StartSession request = StartSession.in("team", 1)
                    .withAttributes(OpaqueBytes.ofUtf8("round " + round + ", session " + i + ": " + "x".repeat(100)))
                    .withToken(new RequestToken("token-" + round + "-" + i));
            requests.add(request);
            answers.add(engine.startSession(request));
        }
        for (int i = 0; i < requests.size(); i++) {
            started.put(((StartOutcome.Started) answers.get(i).join()).id(), requests.get(i));
        }
    }

    private static void assertSame(Engine engine, SessionId id, StartSession request, SessionState before) {
        SessionView view = engine.session(id).orElseThrow();
        assertThat(view.attributes()).isEqualTo(request.attributes());
        assertThat(view.dpus()).isEqualTo(1);
        if (before == SessionState.TERMINATING || before.isEnded()) {
            assertThat(view.state()).isIn(SessionState.TERMINATING, SessionState.TERMINATED);
        }
        assertThat(engine.startSession(request).join()).isEqualTo(new StartOutcome.Replayed(id));
    }

    private static SessionState stateOf(Engine engine, SessionId id) {
        return engine.session(id).orElseThrow().state();
    }

    private static OptionalInt limit(Engine engine, BudgetName name) {
        return engine.budget(name).map(BudgetView::limitDpus).orElseThrow();
    }

    private List<String> filesLike(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }

    private Engine start(UnaryOperator<EngineConfig.Builder> settings) throws IOException {
        EngineConfig.Builder builder = EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .runtime("v1", FakeRuntime.obedient())
                .maxSessions(1_000_000)
                .journal(Journals.local(folder, SMALL));
        return Engine.start(settings.apply(builder).build());
    }
}
