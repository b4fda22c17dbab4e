package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps what calculations put out, where clients find it by its address. Thread-safe. Nothing here waits: what takes time is
 * done elsewhere, and futures complete on any thread.
 *
 * <p>The results of a calculation are three objects in one folder, {@code FOLDER/SESSION/CALCULATION/}, under the names below.
 */
public interface ResultStore extends AutoCloseable {
    /** The name of the object with what a calculation wrote to its standard output. */
    String STDOUT = "stdout";

    /** The name of the object with what a calculation wrote to its standard error. */
    String STDERR = "stderr";

    /** The name of the object with a calculation's result. */
    String RESULT = "result.json";

    /** The content type of a result, and what clients are told that it is. */
    String RESULT_TYPE = "application/vnd.aws.athena.v1+json";

    /**
     * Takes over the results of a calculation: the regular files of the three names in a folder, one that is missing counts as
     * empty. They are durable, and found at their addresses, when the future completes; the files may then be gone. Doing it
     * again, as after a crash, does no harm.
     *
     * @param results the folder that the results of the session's work group lie under
     * @param files the folder on this machine that has the files
     */
    CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files);

    /**
     * Removes all that was kept of a session.
     *
     * @param results the folder that was given to {@link #keep}
     */
    CompletableFuture<Void> remove(S3Uri results, SessionId session);

    /**
     * Copies an object into a new file.
     *
     * @return fails with a {@link java.nio.file.NoSuchFileException} if there is no such object, or with another IOException
     */
    CompletableFuture<Void> fetch(S3Uri object, Path target);

    /** Ends what works in the background. What is under way may fail. */
    @Override
    void close();
}
