package dev.berth.engine.pipeline;

import dev.berth.api.SessionScheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One group of callers, such as those of an event loop. What they ask for while their executor is busy with other tasks is
 * brought on together, by one task that comes after these; and the answers of a batch go back to them together.
 *
 * <p>That task does the applier's work itself if nobody is at it, so that under load no thread is woken between a request and
 * its answer. Whoever has the {@link Turn} gathers and flushes; the executor delivers.
 *
 * <p>At most one such task is under way ({@code summoned}). While it is, neither an offered change nor a bunch of answers is
 * announced in any other way, so it looks for both once more after it has said that it is over. An executor that runs a task
 * within {@code execute} is not asked for any more help.
 *
 * @see SessionScheduler#completingOn
 */
public final class Lane {
    private static final Logger LOG = System.getLogger(Lane.class.getName());

    /** How often the task begins again for what came meanwhile, before others of the executor have their turn. */
    private static final int MAX_ROUNDS = 4;

    private final Executor executor;
    private final Outbox outbox;
    private final @Nullable Applier helped;
    private final AtomicBoolean summoned = new AtomicBoolean();

    /** Who is having the task run; whoever is that within the task has an executor that runs tasks where they are given to it. */
    private volatile @Nullable Thread summoner;

    private volatile boolean runsAtOnce;
    private final Queue<List<Answer<?>>> full = new ConcurrentLinkedQueue<>();
    private List<Answer<?>> bunch = new ArrayList<>();

    /**
     * A lane that the given outbox flushes.
     *
     * @param helped whose work its callers do, or {@code null} if they only wake it
     */
    public Lane(Executor executor, Outbox outbox, @Nullable Applier helped) {
        this.executor = executor;
        this.outbox = outbox;
        this.helped = helped;
    }

    /** Makes sure that what was offered is seen; false if the applier has to be woken for that. Any thread. */
    boolean bringsOn() {
        if (helped == null || runsAtOnce) {
            return false;
        }
        return summoned.get() || !summoned.compareAndSet(false, true) || isHelpScheduled(helped);
    }

    private boolean isHelpScheduled(Applier applier) {
        summoner = Thread.currentThread();
        try {
            executor.execute(() -> help(applier));
            return !runsAtOnce;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "an executor of callers refused work", e);
            summoned.set(false);
            return false;
        } finally {
            summoner = null;
        }
    }

    private void help(Applier applier) {
        if (Thread.currentThread() == summoner) {
            // Nothing comes together here, and callers who start one session after the other would recurse.
            runsAtOnce = true;
            summoned.set(false);
            announceFull();
            return;
        }
        int rounds = 0;
        do {
            applier.help();
            deliverFull();
            summoned.set(false);
            VarHandle.fullFence();
            rounds++;
        } while (rounds < MAX_ROUNDS
                && (applier.hasWorkForHelpers() || !full.isEmpty())
                && summoned.compareAndSet(false, true));
        if (rounds == MAX_ROUNDS) {
            applier.wake();
            announceFull();
        }
    }

    void add(Answer<?> answer) {
        if (bunch.isEmpty()) {
            outbox.touched(this);
        }
        bunch.add(answer);
    }

    /** Runs a task among the callers. Any thread. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The callers' executor is shut down, so nobody acts on the answer; completing the futures here wakes
            // whoever waits for one.
            LOG.log(Level.DEBUG, "an executor of callers refused answers", e);
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "an executor of callers threw; its answers are delivered without it", e);
            task.run();
        }
    }

    private void flush() {
        full.add(bunch);
        bunch = new ArrayList<>(bunch.size());
    }

    /** Has the executor deliver what was flushed, unless a task that does is under way. Nobody may have the turn: callers call back. */
    void announce() {
        if (!summoned.get()) {
            announceFull();
        }
    }

    private void announceFull() {
        if (!full.isEmpty()) {
            execute(this::deliverFull);
        }
    }

    private void deliverFull() {
        for (List<Answer<?>> answers = full.poll(); answers != null; answers = full.poll()) {
            answers.forEach(Lane::deliver);
        }
    }

    /** Whatever one callback does, the others are called. */
    private static void deliver(Answer<?> answer) {
        try {
            answer.deliver();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a callback of an answer threw", e);
        }
    }

    /**
     * The lanes that have something to flush, and then to announce. For whoever has the turn. A list that was taken belongs to who took it,
     * who goes through it when others have the turn already.
     */
    public static final class Outbox {
        private List<Lane> touched = new ArrayList<>();
        private List<Lane> flushed = List.of();

        private void touched(Lane lane) {
            touched.add(lane);
        }

        void flush() {
            if (touched.isEmpty()) {
                return;
            }
            touched.forEach(Lane::flush);
            touched.addAll(flushed);
            flushed = touched;
            touched = new ArrayList<>();
        }

        /** Those that were flushed since the last time. Needs no memory, for there may be none. */
        List<Lane> takeFlushed() {
            List<Lane> taken = flushed;
            flushed = List.of();
            return taken;
        }
    }
}
