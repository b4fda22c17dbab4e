package dev.berth.server.runtime.jupyter;

import dev.berth.server.results.ResultStore;
import dev.berth.server.runtime.LaunchReader;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What all sessions of a runtime share. */
record Surroundings(
        JupyterConfig config,
        KernelLoop loop,
        ExecutorService workers,
        Reaper reaper,
        KernelStarter starter,
        LaunchLine line,
        LaunchReader reader,
        ResultStore store,
        Clock clock) {

    /** Goes on with what a future gives, on the kernels' thread; one of value and failure is null. */
    <T> void then(CompletableFuture<T> future, BiConsumer<? super T, ? super @Nullable Throwable> next) {
        var unused = future.whenComplete((value, failure) -> loop.execute(() -> next.accept(value, failure)));
    }

    /** Does something on a worker and goes on, on the kernels' thread. */
    <T> void onWorker(Work<T> work, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        then(supply(work), next);
    }

    <T> CompletableFuture<T> supply(Work<T> work) {
        if (workers.isShutdown()) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                workers);
    }

    /** Something that takes time and may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /** Why something failed, for a person. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null ? name : name + ": " + message;
    }
}
