package dev.berth.engine.pipeline;

import dev.berth.api.SchedulerException;
import dev.berth.api.StartOutcome;
import dev.berth.engine.idempotency.Waiter;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.TimeSource;

/** The answer to a start, timed from the call. Also waits for the first use of its token where it repeats one. */
public final class StartAnswer extends Answer<StartOutcome> implements Waiter {
    private final TimeSource time;
    private final SchedulerStats stats;
    private final long calledNanos;
    private final Thread caller;

    /** The answer to a call that begins now, on this thread. */
    public StartAnswer(Lane lane, TimeSource time, SchedulerStats stats) {
        super(lane);
        this.time = time;
        this.stats = stats;
        this.calledNanos = time.nanoTime();
        this.caller = Thread.currentThread();
    }

    /** Completes the future on this thread: for what is known before anything is queued. */
    public void completeNow(StartOutcome outcome) {
        completeHere(outcome);
    }

    /** Fails the future on this thread. */
    public void failNow(SchedulerException cause) {
        failHere(cause);
    }

    @Override
    public void settled(StartOutcome outcome) {
        onCallersThread(() -> completeNow(outcome));
    }

    @Override
    public void unsettled(SchedulerException cause) {
        onCallersThread(() -> failNow(cause));
    }

    @Override
    protected void beforeComplete(StartOutcome outcome) {
        stats.startAnswered(outcome, time.nanoTime() - calledNanos);
    }

    @Override
    protected void beforeFault(Throwable failed) {
        stats.startFailed();
    }

    private void onCallersThread(Runnable completion) {
        if (Thread.currentThread() == caller) {
            completion.run();
        } else {
            lane().execute(completion);
        }
    }
}
