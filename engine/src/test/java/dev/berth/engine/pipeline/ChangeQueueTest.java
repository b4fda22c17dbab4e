package dev.berth.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What wakes a thread that waits for changes. Where it must wake, it would sleep for an hour if nobody woke it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeQueueTest {
    private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);

    private final ChangeQueue queue = new ChangeQueue(100);

    @Test
    void whatIsThereIsNotWaitedFor() {
        queue.offer(new Nothing());

        queue.await(FOR_EVER, true);

        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void aChangeWakesWhoWaitsForOne() throws Exception {
        Thread waiting = waiting(true);

        queue.offer(new Nothing());

        waiting.join();
    }

    @Test
    void aReportWakesWhoHasHeardNoneLately() throws Exception {
        Thread waiting = waiting(true);

        queue.offerReport(new Nothing());

        waiting.join();
    }

    @Test
    void aReportThatFollowsOthersIsTakenWithoutBeingWokenFor() {
        queue.offerReport(new Nothing());
        queue.await(FOR_EVER, true);
        queue.offerReport(new Nothing());
        queue.await(FOR_EVER, true);

        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void aChangeWakesAlsoWhoTakesReportsTogether() {
        queue.offerReport(new Nothing());
        queue.offer(new Nothing());

        queue.await(FOR_EVER, true);

        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void whoCannotTakeAChangeIsWokenByASignalOnly() throws Exception {
        queue.offer(new Nothing());
        queue.offerReport(new Nothing());
        Thread waiting = waiting(false);
        queue.offer(new Nothing());
        queue.offerReport(new Nothing());
        assertThat(waiting.getState()).isEqualTo(Thread.State.TIMED_WAITING);

        queue.signal();

        waiting.join();
        assertThat(taken()).isEqualTo(4);
    }

    @Test
    void aSignalThatCameBeforeIsNotWaitedFor() {
        queue.signal();

        queue.await(FOR_EVER, false);

        assertThat(queue.isEmpty()).isTrue();
    }

    private int taken() {
        List<Change> all = new ArrayList<>();
        queue.drainTo(all);
        return all.size();
    }

    /** A thread that sleeps already. */
    private Thread waiting(boolean forChanges) {
        Thread thread = new Thread(() -> queue.await(FOR_EVER, forChanges));
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    /** A change of which nothing is journaled. */
    private static final class Nothing extends Change {
        Nothing() {
            super(null);
        }

        @Override
        protected void apply(Applier applier) {}
    }
}
