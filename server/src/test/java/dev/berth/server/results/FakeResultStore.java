package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was to remove, and can be told to fail. */
final class FakeResultStore implements ResultStore {
    final List<String> removed = new CopyOnWriteArrayList<>();
    volatile boolean isBroken;

    @Override
    public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
        if (isBroken) {
            return CompletableFuture.failedFuture(new IOException("broken"));
        }
        removed.add(results + "/" + session);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> fetch(S3Uri object, Path target) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
