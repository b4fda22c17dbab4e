package dev.berth.server.runtime.simulated;

import dev.berth.api.CalculationState;
import dev.berth.server.files.FileTrees;
import dev.berth.server.results.ResultStore;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.Launch;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Keeps a result without outputs in a store. Thread-safe; a thread of its own writes what the store is given. */
public final class EmptyResults implements CalculationOutput, AutoCloseable {
    private final LaunchReader reader;
    private final ResultStore store;
    private final Path folder;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("berth-simulated-results", true));

    /**
     * Results in the given store.
     *
     * @param folder where results are written before the store takes them; what an earlier process left there goes
     * @throws IOException if that cannot be removed
     */
    public EmptyResults(LaunchReader reader, ResultStore store, Path folder) throws IOException {
        FileTrees.delete(folder);
        this.reader = reader;
        this.store = store;
        this.folder = folder;
    }

    @Override
    public CompletionStage<Void> keep(Launch launch, Calculation calculation, CalculationState end) {
        return CompletableFuture.supplyAsync(() -> write(calculation, end), writer)
                .thenCompose(files -> store.keep(reader.results(launch), launch.id(), calculation.id(), files)
                        .whenCompleteAsync((done, failure) -> remove(files), writer));
    }

    private Path write(Calculation calculation, CalculationState end) {
        Path files = folder.resolve(calculation.id().toString());
        try {
            Files.createDirectories(files);
            Files.writeString(
                    files.resolve(ResultStore.RESULT), "{\"version\":1,\"state\":\"" + end + "\",\"outputs\":[]}");
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path files) {
        try {
            FileTrees.delete(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
