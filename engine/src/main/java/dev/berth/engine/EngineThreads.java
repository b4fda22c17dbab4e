package dev.berth.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads of an engine, all daemons: one for the applier, one each for runtimes, the listener, and callers' answers. */
final class EngineThreads {
    private static final long JOIN_SECONDS = 10;

    private final @Nullable ExecutorService runtimes;
    private final @Nullable ExecutorService listener;
    private final @Nullable ExecutorService answers;
    private @Nullable Thread applier;

    private EngineThreads(
            @Nullable ExecutorService runtimes, @Nullable ExecutorService listener, @Nullable ExecutorService answers) {
        this.runtimes = runtimes;
        this.listener = listener;
        this.answers = answers;
    }

    static EngineThreads started() {
        return new EngineThreads(single("berth-runtimes"), single("berth-listener"), single("berth-answers"));
    }

    /** No threads: everything runs where it comes up. */
    static EngineThreads none() {
        return new EngineThreads(null, null, null);
    }

    Executor runtimes() {
        return orInline(runtimes);
    }

    Executor listener() {
        return orInline(listener);
    }

    Executor answers() {
        return orInline(answers);
    }

    void startApplier(Runnable work) {
        Thread thread = daemon(work, "berth-applier");
        applier = thread;
        thread.start();
    }

    /** Waits for the applier, however long its last batches take, then lets the others finish. */
    void joinAll() {
        boolean interrupted = joinApplier();
        interrupted |= shutDown(runtimes);
        interrupted |= shutDown(listener);
        interrupted |= shutDown(answers);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean joinApplier() {
        Thread thread = applier;
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /** Lets an executor finish what it has; true if this thread was interrupted meanwhile. */
    private static boolean shutDown(@Nullable ExecutorService executor) {
        if (executor == null) {
            return false;
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static Executor orInline(@Nullable ExecutorService executor) {
        return executor == null ? Runnable::run : executor;
    }

    private static ExecutorService single(String name) {
        return Executors.newSingleThreadExecutor(work -> daemon(work, name));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
