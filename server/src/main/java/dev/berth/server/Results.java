package dev.berth.server;

import dev.berth.server.http.PathHandler;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.results.FileResultStore;
import dev.berth.server.results.PlacedResults;
import dev.berth.server.results.ResultStore;
import dev.berth.server.results.S3ResultStore;
import dev.berth.server.results.S3StoreConfig;
import dev.berth.server.s3.ObjectReaders;
import dev.berth.server.s3.S3Endpoint;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the results of calculations are kept, and how clients read them. */
final class Results implements AutoCloseable {
    /** Where in the data folder results are, and those that are being written. */
    private static final String FOLDER = "results";

    private final ResultStore store;
    private final @Nullable FileResultStore files;
    private final Path folder;

    private Results(ResultStore store, @Nullable FileResultStore files, Path folder) {
        this.store = store;
        this.files = files;
        this.folder = folder;
    }

    /**
     * Opens what the configuration says.
     *
     * @param s3 the S3 that keeps results, or {@code null} for files in the data folder
     */
    static Results open(Path data, @Nullable S3StoreConfig s3) throws IOException {
        Path folder = data.resolve(FOLDER);
        if (s3 != null) {
            return new Results(new PlacedResults(S3ResultStore.open(s3), folder), null, folder);
        }
        FileResultStore files = FileResultStore.open(folder);
        return new Results(files, files, folder);
    }

    ResultStore store() {
        return store;
    }

    /** Where each session that has results has a folder of its name. */
    Path folder() {
        return folder;
    }

    /**
     * What serves the results at the server's own port; {@code null} where somebody else does.
     *
     * @param authenticators makes one for a request, thread-safely
     */
    @Nullable
    PathHandler endpoint(Vertx vertx, String region, Supplier<Authenticator> authenticators, ObjectReaders readers) {
        return files == null ? null : new S3Endpoint(vertx, files.objects(), region, authenticators, readers);
    }

    @Override
    public void close() {
        store.close();
    }
}
