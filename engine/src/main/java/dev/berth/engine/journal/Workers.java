package dev.berth.engine.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a journal does its work on: one thread for batches, and one for everything that may take its time. Each runs its tasks
 * one at a time, in the order given. A simulation runs both on one thread, in an order of its choice.
 */
public interface Workers {

    /** Runs a task on the thread for batches. */
    void write(Runnable task);

    /** Runs a task on the other thread. */
    void work(Runnable task);

    /** Runs a task on the other thread after a pause, for what failed and may go better later. */
    void workLater(Runnable task);

    /** Finishes the tasks for batches, gives up the others but the one that is running, and waits for that. */
    void close();

    /** Two daemon threads. */
    static Workers threads() {
        return new Threads();
    }

    /** The workers of a running process. */
    final class Threads implements Workers {
        private static final long PAUSE_SECONDS = 1;
        private static final long JOIN_SECONDS = 60;

        private final ExecutorService writer = Executors.newSingleThreadExecutor(daemon("berth-journal"));
        // What comes after the end is given up, as what still waited then was.
        private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemon("berth-journal-files"),
                new ThreadPoolExecutor.DiscardPolicy());

        private Threads() {}

        @Override
        public void write(Runnable task) {
            writer.execute(task);
        }

        @Override
        public void work(Runnable task) {
            worker.execute(task);
        }

        @Override
        public void workLater(Runnable task) {
            CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS, worker)
                    .execute(task);
        }

        @Override
        public void close() {
            writer.shutdown();
            worker.shutdown();
            worker.getQueue().clear();
            boolean interrupted = false;
            for (ExecutorService each : List.of(writer, worker)) {
                interrupted |= awaitEnd(each);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private static boolean awaitEnd(ExecutorService executor) {
            try {
                if (!executor.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)) {
                    executor.shutdownNow();
                }
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }

        private static ThreadFactory daemon(String name) {
            return work -> {
                Thread thread = new Thread(work, name);
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
