package dev.berth.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.Seeds;
import dev.berth.engine.time.SystemTimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What wakes a thread that waits for changes. Where it must wake, it would sleep for an hour if nobody woke it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeQueueTest {
    private static final int REPORTS = 20_000;
    private static final int REPORTERS = 2;
    private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);

    private final ChangeQueue queue = new ChangeQueue(100, SystemTimeSource.INSTANCE);

    @Test
    void whatIsThereIsNotWaitedFor() {
        queue.offer(new Nothing());

        queue.await(FOR_EVER, 1);

        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void aChangeWakesWhoWaitsForOne() throws Exception {
        Thread waiting = waiting(1);

        queue.offer(new Nothing());

        waiting.join();
    }

    @Test
    void aReportWakesWhoHasHeardNoneLately() throws Exception {
        Thread waiting = waiting(1);

        queue.offerReport(new Nothing());

        waiting.join();
    }

    @Test
    void aReportThatFollowsOthersIsTakenWithoutBeingWokenFor() {
        queue.offerReport(new Nothing());
        queue.await(FOR_EVER, 1);
        queue.offerReport(new Nothing());
        queue.await(FOR_EVER, 1);

        assertThat(taken()).isEqualTo(2);
    }

    /**
     * Who takes them sleeps between two looks, until he is woken or has been told that others come. Up to the middle somebody helps
     * him, as callers of an engine do; after that, if he sleeps and nobody wakes him, nobody takes what is left.
     */
    @Test
    void noReportIsSleptThrough() throws Exception {
        SplittableRandom random = new SplittableRandom(Seeds.next(ChangeQueueTest.class));
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < REPORTERS; i++) {
            SplittableRandom own = random.split();
            others.add(new Thread(() -> {
                for (int report = 0; report < REPORTS; report++) {
                    queue.offerReport(new Nothing());
                    pauseSometimes(own);
                }
            }));
        }
        AtomicInteger allTaken = new AtomicInteger();
        SplittableRandom helping = random.split();
        others.add(new Thread(() -> {
            while (allTaken.get() < REPORTS * REPORTERS / 2) {
                takeAll(allTaken);
                pauseSometimes(helping);
            }
        }));
        others.forEach(Thread::start);
        while (allTaken.get() < REPORTS * REPORTERS) {
            queue.await(FOR_EVER, 1);
            takeAll(allTaken);
        }
        for (Thread other : others) {
            other.join();
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    private static void pauseSometimes(SplittableRandom random) {
        if (random.nextInt(20) == 0) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
    }

    private synchronized void takeAll(AtomicInteger allTaken) {
        allTaken.addAndGet(taken());
    }

    /** He may have missed what was written just before he began, which the whole of a brief wait would have shown him. */
    @Test
    void aBriefWaitThatWasNone_isMadeUpFor() {
        ChangeQueue still = new ChangeQueue(100, new ManualTime());
        still.offerReport(new Nothing());
        still.offer(new Nothing());
        still.await(FOR_EVER, 1);
        assertThat(taken(still)).isEqualTo(2);

        still.await(1, 1);
        still.await(FOR_EVER, 1);

        assertThat(still.isEmpty()).as("nobody woke him").isTrue();
    }

    @Test
    void aChangeWakesAlsoWhoTakesReportsTogether() {
        queue.offerReport(new Nothing());
        queue.offer(new Nothing());

        queue.await(FOR_EVER, 1);

        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void whoCannotTakeAChangeIsWokenByASignalOnly() throws Exception {
        queue.offer(new Nothing());
        Thread waiting = waiting(ChangeQueue.NONE);
        queue.offer(new Nothing());
        queue.offerReport(new Nothing());
        assertThat(queue.isSomebodyParked()).isTrue();

        queue.signal();

        waiting.join();
        assertThat(taken()).isEqualTo(3);
    }

    @Test
    void whoCannotTakeAChangeDoesNotWaitBrieflyForReports() {
        queue.offerReport(new Nothing());

        assertThat(queue.prepareToPark(ChangeQueue.NONE)).isEqualTo(ChangeQueue.Park.FOR_LONG);
    }

    @Test
    void aSignalThatCameBeforeIsNotWaitedFor() {
        queue.signal();

        queue.await(FOR_EVER, ChangeQueue.NONE);

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void soManyAsAreWaitedForAreNotWaitedFor() {
        queue.offer(new Nothing());
        queue.offer(new Nothing());

        queue.await(FOR_EVER, 2);

        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void whoWaitsForSeveralIsWokenByTheLastOfThem() throws Exception {
        queue.offer(new Nothing());
        queue.await(FOR_EVER, 1);
        assertThat(taken()).isEqualTo(1);
        Thread waiting = waiting(() -> {
            queue.await(FOR_EVER, 3);
            queue.await(FOR_EVER, ChangeQueue.NONE);
        });
        queue.offer(new Nothing());
        queue.offerReport(new Nothing());
        assertThat(queue.isSomebodyParked()).as("by two changes").isTrue();

        queue.offer(new Nothing());
        awaitParking();
        queue.offer(new Nothing());
        assertThat(queue.isSomebodyParked())
                .as("by a change that nobody waits for")
                .isTrue();

        queue.signal();
        waiting.join();
    }

    /** The offer before has woken him if he slept, so this is the next time. */
    private void awaitParking() {
        while (!queue.isSomebodyParked()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoWaitsForSeveralIsWokenByASignal() throws Exception {
        Thread waiting = waiting(() -> queue.await(FOR_EVER, 3));

        queue.signal();

        waiting.join();
    }

    @Test
    void allThereIsIsTaken_howeverMuch() {
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            queue.offer(new Nothing());
        }

        assertThat(taken()).isEqualTo(many);
        assertThat(queue.isEmpty()).isTrue();
    }

    private int taken() {
        return taken(queue);
    }

    private static int taken(ChangeQueue queue) {
        List<Change> all = new ArrayList<>();
        queue.drainTo(all);
        return all.size();
    }

    private Thread waiting(int wanted) {
        return waiting(() -> queue.await(FOR_EVER, wanted));
    }

    /** A thread that sleeps already. */
    private static Thread waiting(Runnable wait) {
        Thread thread = new Thread(wait);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }
}
