package dev.berth.server.results;

import dev.berth.server.background.DaemonThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what waits for the disk. Work under one key is done in the order it came in, so that nobody removes what is
 * being written. Thread-safe. It queues what it is given: its users have a few pieces of work at a time for each session.
 */
final class WorkLanes implements AutoCloseable {
    private static final long MAX_CLOSE_SECONDS = 10;

    private final List<ExecutorService> lanes = new ArrayList<>();

    /** Work that may fail as disks do. */
    interface Work {
        void run() throws IOException;
    }

    WorkLanes(int threads) {
        for (int i = 0; i < threads; i++) {
            lanes.add(Executors.newSingleThreadExecutor(DaemonThreads.named("berth-results-" + i)));
        }
    }

    /** Does the work; the future fails with what the work throws, or, after the end, with a RejectedExecutionException. */
    CompletableFuture<Void> run(Object key, Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            lanes.get(Math.floorMod(key.hashCode(), lanes.size())).execute(() -> complete(done, work));
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(closed);
        }
        return done;
    }

    private static void complete(CompletableFuture<Void> done, Work work) {
        try {
            work.run();
        } catch (Throwable failure) {
            done.completeExceptionally(failure);
            return;
        }
        done.complete(null);
    }

    /** Takes no more work, and waits a little for what is under way. */
    @Override
    public void close() {
        lanes.forEach(ExecutorService::shutdown);
        try {
            for (ExecutorService lane : lanes) {
                if (!lane.awaitTermination(MAX_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    lane.shutdownNow();
                }
            }
        } catch (InterruptedException interrupted) {
            lanes.forEach(ExecutorService::shutdownNow);
            Thread.currentThread().interrupt();
        }
    }
}
