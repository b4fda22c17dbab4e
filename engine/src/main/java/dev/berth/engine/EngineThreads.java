package dev.berth.engine;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads of an engine, all daemons: one for the applier, one each for slow runtimes, the listener, and callers' answers. */
final class EngineThreads {
    private static final long JOIN_SECONDS = 10;

    private final @Nullable ExecutorService runtimes;
    private final @Nullable ExecutorService listener;
    private final @Nullable ExecutorService answers;
    private @Nullable Thread applier;
    private final Set<Thread> all;

    private EngineThreads(
            Set<Thread> all,
            @Nullable ExecutorService runtimes,
            @Nullable ExecutorService listener,
            @Nullable ExecutorService answers) {
        this.all = all;
        this.runtimes = runtimes;
        this.listener = listener;
        this.answers = answers;
    }

    static EngineThreads started() {
        Set<Thread> all = ConcurrentHashMap.newKeySet();
        return new EngineThreads(
                all, single(all, "berth-runtimes"), single(all, "berth-listener"), single(all, "berth-answers"));
    }

    /** No threads: everything runs where it comes up. */
    static EngineThreads none() {
        return new EngineThreads(Set.of(), null, null, null);
    }

    /** Whether there are any. */
    boolean areSome() {
        return runtimes != null;
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
        Thread thread = daemon(all, work, "berth-applier");
        applier = thread;
        thread.start();
    }

    /**
     * Waits for the applier, however long its last batches take, then lets the others finish. On a thread of the engine's
     * own, where waiting would be for itself, it only tells them.
     */
    void joinAll() {
        if (all.contains(Thread.currentThread())) {
            for (ExecutorService each : Arrays.asList(runtimes, listener, answers)) {
                if (each != null) {
                    each.shutdown();
                }
            }
            return;
        }
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

    private static ExecutorService single(Set<Thread> all, String name) {
        return Executors.newSingleThreadExecutor(work -> daemon(all, work, name));
    }

    private static Thread daemon(Set<Thread> all, Runnable work, String name) {
        Thread thread = new Thread(work, name);
        all.add(thread);
        thread.setDaemon(true);
        return thread;
    }
}
