package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.results.ResultStore;
import dev.berth.server.results.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps results as files, which it moves, in a folder of a test; may be told to fail. */
final class FolderStore implements ResultStore {
    private final Path root;
    final AtomicInteger failures = new AtomicInteger();

    FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return CompletableFuture.failedFuture(new IOException("the disk is full"));
        }
        try {
            Path target = Files.createDirectories(root.resolve(calculation.toString()));
            for (String name : List.of(STDOUT, STDERR, RESULT)) {
                if (Files.exists(files.resolve(name))) {
                    Files.move(files.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
        throw new UnsupportedOperationException("no runtime removes results");
    }

    @Override
    public CompletableFuture<Void> fetch(S3Uri object, Path target) {
        if (!object.key().endsWith("there.ipynb")) {
            return CompletableFuture.failedFuture(new NoSuchFileException(object.toString()));
        }
        try {
            Files.writeString(target, "a notebook");
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {}

    String stdout(CalculationId id) {
        return read(id, STDOUT);
    }

    String stderr(CalculationId id) {
        return read(id, STDERR);
    }

    String result(CalculationId id) {
        return read(id, RESULT);
    }

    private String read(CalculationId id, String name) {
        try {
            return Files.readString(root.resolve(id.toString()).resolve(name));
        } catch (IOException e) {
            throw new AssertionError("not kept: " + name, e);
        }
    }
}
