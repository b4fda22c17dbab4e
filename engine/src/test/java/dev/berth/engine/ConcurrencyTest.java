package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationId;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.FakeRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running engine, with all its threads, under several callers. */
@Timeout(120)
class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final int STARTS = 10_000;
    private static final int ROOM = 1_000;

    @Test
    void tenThousandStartsAtABudgetForAThousandAdmitAThousand() throws Exception {
        CountDownLatch ended = new CountDownLatch(ROOM);
        try (Engine engine = engine(ended)) {
            List<StartOutcome> outcomes = inParallel(STARTS, i -> engine.startSession(StartSession.in("team", 1)));

            List<SessionId> admitted = new ArrayList<>();
            for (StartOutcome outcome : outcomes) {
                if (outcome instanceof StartOutcome.Started started) {
                    admitted.add(started.id());
                } else {
                    assertThat(outcome)
                            .isEqualTo(new StartOutcome.Refused(
                                    new Refusal.BudgetFull(BudgetName.ACCOUNT, ROOM, ROOM, 1)));
                }
            }
            assertThat(admitted).hasSize(ROOM).doesNotHaveDuplicates();
            assertThat(engine.budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                    .isEqualTo(ROOM);
            assertThat(engine.snapshot().auditDifferenceDpus()).isZero();

            List<Optional<SessionState>> answers = inParallel(ROOM, i -> engine.terminateSession(admitted.get(i)));
            assertThat(answers).allMatch(Optional::isPresent);
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertNothingHeld(engine);
        }
    }

    @Test
    void duplicatesFromManyThreadsStartOneSessionForEachToken() throws Exception {
        int tokens = 200;
        CountDownLatch ended = new CountDownLatch(tokens);
        try (Engine engine = engine(ended)) {
            List<StartOutcome> outcomes = inParallel(
                    STARTS,
                    i -> engine.startSession(StartSession.in("team", 1).withToken(new RequestToken("t" + i % tokens))));

            Set<SessionId> started = new HashSet<>();
            Set<SessionId> replayed = new HashSet<>();
            for (StartOutcome outcome : outcomes) {
                if (outcome instanceof StartOutcome.Started first) {
                    assertThat(started.add(first.id())).isTrue();
                } else {
                    assertThat(outcome).isInstanceOf(StartOutcome.Replayed.class);
                    replayed.add(((StartOutcome.Replayed) outcome).id());
                }
            }
            assertThat(started).hasSize(tokens).isEqualTo(replayed);
            assertThat(engine.budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                    .isEqualTo(tokens);

            List<SessionId> all = List.copyOf(started);
            List<Optional<SessionState>> answers = inParallel(tokens, i -> engine.terminateSession(all.get(i)));
            assertThat(answers).allMatch(Optional::isPresent);
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertNothingHeld(engine);
        }
    }

    @Test
    void repetitionsOfCalculationsThatComeAndGoStartOneForEachToken() throws Exception {
        int tokens = 200;
        FakeRuntime runtime = FakeRuntime.quick();
        CountDownLatch idle = new CountDownLatch(1);
        try (Engine engine = Engine.start(EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .runtime("v1", runtime)
                .listener(change -> {
                    if (change.state() == SessionState.IDLE) {
                        idle.countDown();
                    }
                })
                .build())) {
            StartOutcome session =
                    engine.startSession(StartSession.in("team", 1)).get(60, TimeUnit.SECONDS);
            assertThat(idle.await(60, TimeUnit.SECONDS)).isTrue();
            StartCalculation code = StartCalculation.in(((StartOutcome.Started) session).id(), "1 + 1");

            List<StartCalculationOutcome> outcomes =
                    inParallel(STARTS, i -> untilAccepted(engine, code.withToken(new RequestToken("t" + i % tokens))));

            Set<CalculationId> started = new HashSet<>();
            Set<CalculationId> replayed = new HashSet<>();
            for (StartCalculationOutcome outcome : outcomes) {
                if (outcome instanceof StartCalculationOutcome.Started first) {
                    assertThat(started.add(first.id())).isTrue();
                } else {
                    replayed.add(((StartCalculationOutcome.Replayed) outcome).id());
                }
            }
            assertThat(started).hasSize(tokens).isEqualTo(replayed);
            assertThat(runtime.calculations()).hasSize(tokens);
        }
    }

    /** Asks as long as other calculations have the session; each of them ends at once. */
    private static CompletableFuture<StartCalculationOutcome> untilAccepted(Engine engine, StartCalculation request) {
        return engine.startCalculation(request)
                .thenComposeAsync(outcome -> outcome instanceof StartCalculationOutcome.SessionNotIdle
                        ? untilAccepted(engine, request)
                        : CompletableFuture.completedFuture(outcome));
    }

    @Test
    void closingWhileCallersCallAnswersEachOfThem() throws Exception {
        Engine engine = engine(new CountDownLatch(0));
        List<CompletableFuture<?>> answers = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1_000);
        Thread closer = new Thread(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            engine.close();
        });
        closer.start();
        for (int i = 0; i < STARTS; i++) {
            answers.add(engine.startSession(StartSession.in("team", 1)));
            begun.countDown();
        }
        closer.join();

        for (CompletableFuture<?> answer : answers) {
            assertThat(answer.handle((value, fault) -> "answered").get(60, TimeUnit.SECONDS))
                    .isEqualTo("answered");
        }
    }

    private static Engine engine(CountDownLatch ended) throws IOException {
        return Engine.start(EngineConfig.builder()
                .accountDpus(ROOM)
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .runtime("v1", FakeRuntime.obedient())
                .listener(change -> {
                    if (change.state().isEnded()) {
                        ended.countDown();
                    }
                })
                .build());
    }

    private static void assertNothingHeld(Engine engine) {
        EngineSnapshot snapshot = engine.snapshot();
        assertThat(snapshot.liveSessions()).isZero();
        assertThat(snapshot.claimedDpus()).isZero();
        assertThat(snapshot.auditDifferenceDpus()).isZero();
        assertThat(engine.budgets())
                .allSatisfy(budget -> assertThat(budget.heldDpus()).isZero());
    }

    /** Calls from several threads at once, and gathers all the answers. */
    private static <T> List<T> inParallel(int count, IntFunction<CompletableFuture<T>> call)
            throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<CompletableFuture<T>>>> shares = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                shares.add(() -> {
                    List<CompletableFuture<T>> mine = new ArrayList<>();
                    for (int i = first; i < count; i += THREADS) {
                        mine.add(call.apply(i));
                    }
                    return mine;
                });
            }
            List<T> answers = new ArrayList<>();
            for (Future<List<CompletableFuture<T>>> share : callers.invokeAll(shares)) {
                for (CompletableFuture<T> answer : share.get()) {
                    answers.add(answer.get());
                }
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }
}
