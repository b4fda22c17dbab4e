package dev.berth.engine.pipeline;

import dev.berth.api.SessionScheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way back to one group of callers, such as an event loop: the answers of a batch go there together, in one
 * {@link Executor#execute}. The applier thread gathers and flushes; the executor delivers.
 *
 * @see SessionScheduler#completingOn
 */
public final class Lane {
    private static final Logger LOG = System.getLogger(Lane.class.getName());

    private final Executor executor;
    private final Outbox outbox;
    private List<Answer<?>> bunch = new ArrayList<>();

    /** A lane that the given outbox flushes. */
    public Lane(Executor executor, Outbox outbox) {
        this.executor = executor;
        this.outbox = outbox;
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

    void flush() {
        List<Answer<?>> full = bunch;
        bunch = new ArrayList<>(full.size());
        execute(() -> full.forEach(Lane::deliver));
    }

    /** Whatever one callback does, the others are called. */
    private static void deliver(Answer<?> answer) {
        try {
            answer.deliver();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a callback of an answer threw", e);
        }
    }

    /** The lanes that have something to flush. Applier thread only. */
    public static final class Outbox {
        private final List<Lane> touched = new ArrayList<>();

        private void touched(Lane lane) {
            touched.add(lane);
        }

        void flush() {
            List<Lane> full = List.copyOf(touched);
            touched.clear();
            full.forEach(Lane::flush);
        }
    }
}
