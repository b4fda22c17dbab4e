package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.Appliers;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ForwardingJournal;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.time.SystemTimeSource;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the next batch is begun. Unless a test says otherwise time stands still, so a batch that must not wait and does never comes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchDelayTest {
    private static final StartSession START = StartSession.in("team", 1);
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final int CROWD = 4;

    private final ManualTime time = new ManualTime();
    private final HeldJournal journal = new HeldJournal();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final FakeRuntime runtime = FakeRuntime.silent();
    private volatile boolean isStatsBroken;
    private @Nullable Engine engine;

    @AfterEach
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void close() {
        journal.hold(false);
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void whatFollowsASharedBatchIsWrittenTogether_whenItIsAsMuch() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        writeTogether(lane, CROWD, FOR_EVER);

        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            assertThat(journal.batches).as("batches after %d starts", i).isEmpty();
            answers.add(lane.startSession(START));
            runTasks();
        }
        HeldBatch last = nextWhileTasksRun();
        assertThat(last.factCount()).isEqualTo(CROWD);
        last.report();
        awaitAll(answers);
    }

    /** The applier would see them when it looks for deadlines, which takes a second: too long for so many rounds. */
    @Test
    void callersWithoutALaneEndTheWaitToo() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        for (int round = 0; round < 300; round++) {
            writeTogether(lane, CROWD, FOR_EVER);

            List<CompletableFuture<StartOutcome>> answers = IntStream.range(0, CROWD)
                    .mapToObj(i -> Objects.requireNonNull(engine).startSession(START))
                    .toList();
            HeldBatch batch = journal.next();
            assertThat(batch.factCount()).isEqualTo(CROWD);
            batch.report();
            for (CompletableFuture<StartOutcome> answer : answers) {
                answer.get(60, TimeUnit.SECONDS);
            }
            time.advance(FOR_EVER);
        }
    }

    @Test
    void whatFollowsASharedBatchIsWrittenTogether_whenItIsTime() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        writeTogether(lane, CROWD, FOR_EVER);

        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        answers.add(lane.startSession(START));
        runTasks();
        assertThat(journal.batches).isEmpty();
        time.advance(FOR_EVER);
        answers.add(lane.startSession(START));
        nextWhileTasksRun().report();
        journal.hold(false);
        awaitAll(answers);
    }

    /** As above: a deadline would wake the applier in a second. */
    @Test
    void theWaitEndsWithoutAnybodyWhoSignals() throws Exception {
        SessionScheduler lane = start(Duration.ofMillis(1), SystemTimeSource.INSTANCE);
        for (int round = 0; round < 300; round++) {
            writeTogether(lane, CROWD, Duration.ZERO);

            CompletableFuture<StartOutcome> answer =
                    Objects.requireNonNull(engine).startSession(START);
            journal.next().report();
            answer.get(60, TimeUnit.SECONDS);
        }
    }

    /** He may have many sessions, which report at the same time. */
    @Test
    void afterABatchOfOneCallerNobodyWaits() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            sessions.add(((StartOutcome.Started) startAlone(lane)).id());
        }
        while (runtime.launched().size() < CROWD) {
            Thread.onSpinWait();
        }
        var unused = lane.startSession(START);
        HeldBatch before = nextWhileTasksRun();
        sessions.forEach(id -> runtime.reports().launched(id, OpaqueBytes.EMPTY));
        CompletableFuture<StartOutcome> answer = lane.startSession(START);
        before.report();
        HeldBatch batch = nextWhileTasksRun();
        assertThat(batch.factCount()).isEqualTo(CROWD + 1);
        time.advance(FOR_EVER);
        batch.report();
        awaitAll(List.of(answer));

        startAlone(lane);
    }

    /** Whoever has nothing to wait for any more sleeps until he is closed. */
    @Test
    void anEngineThatFailsMeanwhileComesToRest() throws Exception {
        Set<Thread> others = Appliers.alive();
        SessionScheduler lane = start(FOR_EVER);
        isStatsBroken = true;
        writeTogether(lane, CROWD, FOR_EVER);

        Appliers.awaitSleep(Appliers.startedSince(others));
        assertThat(lane.startSession(START)).isCompletedExceptionally();
    }

    @Test
    void anEngineThatIsClosedDoesNotWait() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        writeTogether(lane, CROWD, FOR_EVER);
        CompletableFuture<StartOutcome> last = lane.startSession(START);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(Objects.requireNonNull(engine)::close);
        journal.next().report();
        closed.get(60, TimeUnit.SECONDS);
        awaitAll(List.of(last));
    }

    @Test
    void afterAJournalThatTookNoTimeNobodyWaits() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        writeTogether(lane, CROWD, Duration.ZERO);

        startAlone(lane);
    }

    @Test
    void withoutADelayNobodyWaits() throws Exception {
        SessionScheduler lane = start(Duration.ZERO);
        writeTogether(lane, CROWD, FOR_EVER);

        startAlone(lane);
    }

    /** What came meanwhile is together already: whoever would gather it was in the journal. */
    @Test
    void afterAJournalThatReportsWhileItIsCalledNobodyWaits() throws Exception {
        SessionScheduler lane = start(FOR_EVER);
        journal.hold(false);
        journal.timeOfAppend = FOR_EVER;
        for (int round = 0; round < 50; round++) {
            awaitAll(IntStream.range(0, 2 * CROWD)
                    .mapToObj(i -> lane.startSession(START))
                    .toList());
            awaitAll(List.of(lane.startSession(START)));
        }
    }

    /** Starts an engine whose journal holds its batches. */
    private SessionScheduler start(Duration maxBatchDelay) throws Exception {
        return start(maxBatchDelay, time);
    }

    private SessionScheduler start(Duration maxBatchDelay, TimeSource clock) throws Exception {
        Engine started = Engine.start(
                EngineConfig.builder()
                        .workGroup(CreateWorkGroup.named("team", "v1"))
                        .accountDpus(1_000_000)
                        .runtime("v1", runtime)
                        .journal(journal)
                        .timeSource(clock)
                        .stats(new SchedulerStats() {
                            @Override
                            public void batchApplied(int changes) {
                                if (isStatsBroken && changes >= CROWD) {
                                    throw new IllegalStateException("planned");
                                }
                            }
                        })
                        .maxBatchDelay(maxBatchDelay)
                        .launchDeadline(Duration.ofDays(365))
                        .build(),
                FOR_EVER);
        engine = started;
        journal.hold(true);
        return started.completingOn(tasks::add);
    }

    /** Has so many sessions written as one batch, for which the journal takes its time, and answered. */
    private void writeTogether(SessionScheduler lane, int starts, Duration journalTime) throws Exception {
        var unused = lane.startSession(START);
        HeldBatch before = nextWhileTasksRun();
        List<CompletableFuture<StartOutcome>> answers = IntStream.range(0, starts)
                .mapToObj(i -> lane.startSession(START))
                .toList();
        before.report();
        HeldBatch batch = nextWhileTasksRun();
        assertThat(batch.factCount()).isEqualTo(starts);
        time.advance(journalTime);
        batch.report();
        awaitAll(answers);
    }

    private HeldBatch nextWhileTasksRun() throws InterruptedException {
        while (true) {
            HeldBatch next = journal.batches.poll(1, TimeUnit.MILLISECONDS);
            if (next != null) {
                return next;
            }
            runTasks();
        }
    }

    /** Has a session written and answered; if the batch had to wait, that would be for ever. */
    private StartOutcome startAlone(SessionScheduler lane) throws Exception {
        CompletableFuture<StartOutcome> answer = lane.startSession(START);
        nextWhileTasksRun().report();
        awaitAll(List.of(answer));
        return answer.get();
    }

    private void awaitAll(List<CompletableFuture<StartOutcome>> answers) throws Exception {
        while (!answers.stream().allMatch(CompletableFuture::isDone)) {
            tasks.take().run();
        }
        for (CompletableFuture<StartOutcome> answer : answers) {
            assertThat(answer.get()).isInstanceOf(StartOutcome.Started.class);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** A batch that waits for its report. */
    private record HeldBatch(int factCount, AtomicReference<Runnable> durable) {
        void report() {
            durable.getAndSet(() -> {}).run();
        }
    }

    /** A journal that may hold its batches, until a test reports them. */
    private final class HeldJournal extends ForwardingJournal {
        private final BlockingQueue<HeldBatch> batches = new LinkedBlockingQueue<>();
        private boolean holds;
        private @Nullable HeldBatch last;
        private volatile Duration timeOfAppend = Duration.ZERO;

        HeldJournal() {
            super(Journals.memory());
        }

        @Override
        public synchronized void append(Batch batch, AppendListener listener) {
            time.advance(timeOfAppend);
            if (holds) {
                HeldBatch held = new HeldBatch(batch.factCount(), new AtomicReference<>(listener::durable));
                last = held;
                batches.add(held);
            } else {
                super.append(batch, listener);
            }
        }

        /** Holds the batches from now on, or none, and reports the one that was held. */
        synchronized void hold(boolean hold) {
            holds = hold;
            if (last != null) {
                last.report();
            }
        }

        HeldBatch next() throws InterruptedException {
            return batches.take();
        }
    }
}
