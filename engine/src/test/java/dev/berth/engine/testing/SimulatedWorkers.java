package dev.berth.engine.testing;

import dev.berth.engine.journal.Workers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.SplittableRandom;

/** The workers of a journal on the thread of a test, in an order that a seed decides: each of the two keeps its own. */
public final class SimulatedWorkers implements Workers {
    private final SplittableRandom random;
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private final Deque<Runnable> works = new ArrayDeque<>();
    private final Queue<Runnable> paused = new ArrayDeque<>();
    private boolean isClosed;

    /** Workers with nothing to do. */
    public SimulatedWorkers(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public void write(Runnable task) {
        if (isClosed) {
            throw new AssertionError("a batch after the end");
        }
        writes.add(task);
    }

    @Override
    public void work(Runnable task) {
        if (!isClosed) {
            works.add(task);
        }
    }

    @Override
    public void workLater(Runnable task) {
        if (!isClosed) {
            paused.add(task);
        }
    }

    /** Whether there is nothing to do, but for what pauses. */
    public boolean isIdle() {
        return writes.isEmpty() && works.isEmpty();
    }

    /** Runs one task of either worker; false if there is none. */
    public boolean step() {
        if (isIdle()) {
            return false;
        }
        boolean writer = works.isEmpty() || (!writes.isEmpty() && random.nextBoolean());
        return writer ? stepWriter() : stepOther();
    }

    /** Runs the next task for batches; false if there is none. */
    public boolean stepWriter() {
        return run(writes);
    }

    /** Runs the next task of the other worker; false if there is none. */
    public boolean stepOther() {
        return run(works);
    }

    /** Runs all that waits, and what comes of it, but for what pauses. */
    public void runAll() {
        boolean worked = true;
        while (worked) {
            worked = step();
        }
    }

    /** Ends the pause of all that was to come later. */
    public void endPause() {
        works.addAll(paused);
        paused.clear();
    }

    /** Whether something was to come later. */
    public boolean isPausing() {
        return !paused.isEmpty();
    }

    @Override
    public void close() {
        boolean worked = true;
        while (worked) {
            worked = stepWriter();
        }
        isClosed = true;
        works.clear();
        paused.clear();
    }

    private static boolean run(Queue<Runnable> tasks) {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }
}
