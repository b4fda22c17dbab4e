package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.SessionListener;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.Appliers;
import dev.berth.engine.testing.BreakableJournal;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ForwardingJournal;
import dev.berth.engine.testing.RecordingJournal;
import dev.berth.spi.Journal;
import dev.berth.spi.SchedulerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers with an executor of their own do the applier's work. Where it matters the applier sleeps for an hour unless it is
 * signalled: whoever forgets to do that lets a test wait until its timeout.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CombiningTest {
    private static final StartSession START = StartSession.in("team", 1);
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    @Test
    void aCallersTaskAppliesAndAnswersWithoutTheApplier() throws Exception {
        Queue<Runnable> tasks = new ArrayDeque<>();
        try (Engine engine = Engine.stepped(config(FakeRuntime.silent()).build())) {
            SessionScheduler lane = engine.completingOn(tasks::add);
            List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(lane.startSession(START));
            }
            assertThat(tasks).as("one task for all").hasSize(1);
            assertThat(answers).noneMatch(CompletableFuture::isDone);

            tasks.remove().run();

            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(tasks).isEmpty();
        }
    }

    /** Those of the batch that is durable, and not applied yet, and those of the one that was being handed over. */
    @Test
    void aFaultBetweenTwoBatchesIsToldToTheCallersOfBoth() throws Exception {
        RecordingJournal journal = new RecordingJournal();
        Queue<Runnable> tasks = new ArrayDeque<>();
        try (Engine engine =
                Engine.stepped(config(FakeRuntime.silent()).journal(journal).build())) {
            SessionScheduler lane = engine.completingOn(tasks::add);
            journal.hold(true);
            CompletableFuture<StartOutcome> durable = lane.startSession(START);
            tasks.remove().run();
            CompletableFuture<StartOutcome> next = lane.startSession(START);
            journal.throwOnAppend(new LinkageError("planned"));
            journal.acknowledge();
            tasks.remove().run();

            assertThat(durable).isCompletedExceptionally();
            assertThat(next).isCompletedExceptionally();
        }
    }

    @Test
    void aTaskThatNeverRunsHoldsUpNobodyElse() throws Exception {
        try (Engine engine = Engine.start(config(FakeRuntime.obedient()).build(), FOR_EVER)) {
            CompletableFuture<StartOutcome> unseen =
                    engine.completingOn(task -> {}).startSession(START);

            assertThat(get(engine.startSession(START))).isInstanceOf(StartOutcome.Started.class);
            assertThat(unseen).isNotDone();
            assertThat(engine.snapshot().sessions().values().stream()
                            .mapToLong(each -> each)
                            .sum())
                    .as("applied all the same")
                    .isEqualTo(2);
        }
    }

    @Test
    void callersThatRunEverythingAtOnceDoNotRecurse() throws Exception {
        try (Engine engine = Engine.start(config(FakeRuntime.silent()).build(), FOR_EVER)) {
            SessionScheduler lane = engine.completingOn(Runnable::run);
            CompletableFuture<Void> all = new CompletableFuture<>();
            startOneAfterTheOther(lane, 50_000, all);

            all.get(100, TimeUnit.SECONDS);
        }
    }

    private static void startOneAfterTheOther(SessionScheduler lane, int left, CompletableFuture<Void> all) {
        if (left == 0) {
            all.complete(null);
            return;
        }
        var unused = lane.startSession(START).whenComplete((outcome, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else {
                startOneAfterTheOther(lane, left - 1, all);
            }
        });
    }

    @Test
    void nothingIsLeftToAnApplierThatSleeps_inMemory() throws Exception {
        assertAllAnsweredAndIdle(config(FakeRuntime.obedient()));
    }

    @Test
    void nothingIsLeftToAnApplierThatSleeps_withRuntimesThatReportWhileTheyAreCalled() throws Exception {
        assertAllAnsweredAndIdle(config(FakeRuntime.obedient().prompt()));
    }

    @Test
    void nothingIsLeftToAnApplierThatSleeps_onDisk() throws Exception {
        Journal journal = Journals.local(folder);
        assertAllAnsweredAndIdle(config(FakeRuntime.obedient()).journal(journal));
    }

    /** Lanes, callers without one, and a runtime that reports on a thread of its own, all at once; and again with long pauses. */
    private static void assertAllAnsweredAndIdle(EngineConfig.Builder config) throws Exception {
        int lanes = 3;
        int starts = 4_000;
        CountDownLatch idle = new CountDownLatch((lanes + 1) * starts);
        SessionListener listener = change -> {
            if (change.state() == SessionState.IDLE) {
                idle.countDown();
            }
        };
        List<ExecutorService> executors = new ArrayList<>();
        try (Engine engine =
                Engine.start(config.listener(listener).listenerCapacity(1 << 20).build(), FOR_EVER)) {
            List<CompletableFuture<Void>> loops = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                ExecutorService executor = Executors.newSingleThreadExecutor();
                executors.add(executor);
                loops.add(closedLoop(engine.completingOn(executor), executor, starts, 1 + 7 * i));
            }
            ExecutorService others = Executors.newSingleThreadExecutor();
            executors.add(others);
            loops.add(closedLoop(engine, others, starts, 3));
            for (CompletableFuture<Void> loop : loops) {
                loop.get(100, TimeUnit.SECONDS);
            }

            assertThat(idle.await(100, TimeUnit.SECONDS)).isTrue();
            assertThat(engine.snapshot().auditDifferenceDpus()).isZero();
        } finally {
            executors.forEach(ExecutorService::shutdown);
        }
    }

    /** So many starts from one thread, with some of them unanswered at any time. */
    private static CompletableFuture<Void> closedLoop(
            SessionScheduler lane, ExecutorService executor, int starts, int inFlight) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < inFlight; i++) {
            executor.execute(() -> startNext(lane, executor, starts, begun, answered, all));
        }
        return all;
    }

    private static void startNext(
            SessionScheduler lane,
            ExecutorService executor,
            int starts,
            AtomicInteger begun,
            AtomicInteger answered,
            CompletableFuture<Void> all) {
        if (begun.incrementAndGet() > starts) {
            return;
        }
        var unused = lane.startSession(START).whenComplete((outcome, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else if (answered.incrementAndGet() == starts) {
                all.complete(null);
            } else {
                executor.execute(() -> startNext(lane, executor, starts, begun, answered, all));
            }
        });
    }

    @Test
    void aDeadlineThatACallersTaskHasArmedIsKept() throws Exception {
        CompletableFuture<SessionState> ended = new CompletableFuture<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Engine engine = Engine.start(
                config(FakeRuntime.silent())
                        .launchDeadline(Duration.ofMillis(50))
                        .listener(change -> {
                            if (change.state().isEnded()) {
                                ended.complete(change.state());
                            }
                        })
                        .build(),
                FOR_EVER)) {
            get(engine.completingOn(executor).startSession(START));

            assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(SessionState.FAILED);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void whatComesWhileABatchIsWrittenWaitsWithoutWork() throws Exception {
        Queue<Runnable> unreported = new LinkedBlockingQueue<>();
        AtomicReference<Thread> applier = new AtomicReference<>();
        AtomicBoolean isSlow = new AtomicBoolean();
        Journal slow = new ForwardingJournal(Journals.memory()) {
            @Override
            public void append(Batch batch, AppendListener listener) {
                applier.set(Thread.currentThread());
                if (isSlow.get()) {
                    unreported.add(listener::durable);
                } else {
                    listener.durable();
                }
            }
        };
        try (Engine engine =
                Engine.start(config(FakeRuntime.silent()).journal(slow).build(), FOR_EVER)) {
            isSlow.set(true);
            CompletableFuture<StartOutcome> first = engine.startSession(START);
            awaitOne(unreported);
            CompletableFuture<StartOutcome> second = engine.startSession(START);

            Appliers.awaitSleep(Objects.requireNonNull(applier.get()));
            unreported.remove().run();
            get(first);
            awaitOne(unreported);
            isSlow.set(false);
            unreported.remove().run();
            get(second);
        }
    }

    private static void awaitOne(Queue<Runnable> reports) {
        while (reports.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anEngineThatIsClosedWhileACallerIsAtWorkEndsWhenHeIsDone() throws Exception {
        CountDownLatch isAtWork = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        SchedulerStats slow = new SchedulerStats() {
            @Override
            public void batchApplied(int changes) {
                if (Thread.currentThread().getName().equals("caller")) {
                    isAtWork.countDown();
                    awaitQuietly(mayGoOn);
                }
            }
        };
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "caller"));
        try {
            Set<Thread> others = Appliers.alive();
            Engine engine =
                    Engine.start(config(FakeRuntime.silent()).stats(slow).build(), FOR_EVER);
            Thread applier = Appliers.startedSince(others);
            Appliers.awaitSleep(applier);
            CompletableFuture<StartOutcome> started =
                    engine.completingOn(executor).startSession(START);
            isAtWork.await();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(engine::close);
            Appliers.awaitSleep(applier);
            mayGoOn.countDown();

            closed.get(60, TimeUnit.SECONDS);
            assertThat(get(started)).isInstanceOf(StartOutcome.Started.class);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aCallerWhoseTaskMeetsAFailureMayCloseTheEngine() throws Exception {
        AtomicReference<Engine> engine = new AtomicReference<>();
        AtomicBoolean isBroken = new AtomicBoolean();
        CompletableFuture<String> closedBy = new CompletableFuture<>();
        Set<Thread> others = Appliers.alive();
        engine.set(Engine.start(
                config(FakeRuntime.silent())
                        .journal(new BreakableJournal(isBroken))
                        .onFailure(cause -> {
                            Objects.requireNonNull(engine.get()).close();
                            closedBy.complete(Thread.currentThread().getName());
                        })
                        .build(),
                FOR_EVER));
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "caller"));
        try {
            Appliers.awaitSleep(Appliers.startedSince(others));
            isBroken.set(true);
            CompletableFuture<StartOutcome> lost =
                    Objects.requireNonNull(engine.get()).completingOn(executor).startSession(START);

            assertThat(closedBy.get(60, TimeUnit.SECONDS)).isEqualTo("caller");
            assertThatThrownBy(() -> get(lost)).hasCauseInstanceOf(SchedulerException.class);
        } finally {
            executor.shutdown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void afterTheEndCallersTasksChangeNothing() throws Exception {
        Queue<Runnable> tasks = new LinkedBlockingQueue<>();
        Engine engine = Engine.start(config(FakeRuntime.silent()).build(), FOR_EVER);
        SessionScheduler lane = engine.completingOn(tasks::add);
        CompletableFuture<StartOutcome> inTime = lane.startSession(START);
        engine.close();
        CompletableFuture<StartOutcome> late = lane.startSession(START);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }

        SessionId id = ((StartOutcome.Started) get(inTime)).id();
        assertThat(engine.session(id)).isPresent();
        assertThatThrownBy(late::join).hasCauseInstanceOf(SchedulerException.class);
    }

    private static EngineConfig.Builder config(FakeRuntime runtime) {
        return EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .accountDpus(1_000_000)
                .maxSessions(1_000_000)
                .runtime("v1", runtime);
    }

    private static StartOutcome get(CompletableFuture<StartOutcome> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }
}
