package dev.berth.server.runtime;

import dev.berth.server.results.S3Uri;
import dev.berth.spi.SessionRuntime.Launch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a start asked of the compute, which only the dialect that took the request can: its attributes are in the dialect's
 * encoding. Thread-safe.
 */
public interface LaunchReader {
    /** The folder that the results of the session's work group lie under. */
    S3Uri results(Launch launch);

    /** The Spark properties that the start, or else its work group, names; may be empty. */
    Map<String, String> sparkProperties(Launch launch);

    /**
     * The notebook file that is to be in the session's working folder, or {@code null} if none is.
     *
     * @throws IllegalArgumentException if what the start names is no address of an object
     */
    @Nullable
    S3Uri notebook(Launch launch);
}
