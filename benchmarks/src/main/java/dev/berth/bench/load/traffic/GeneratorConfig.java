package dev.berth.bench.load.traffic;

import dev.berth.bench.load.RequestSigner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How load is sent.
 *
 * @param connections how many connections, at least 1
 * @param maxWaiting how many requests may wait for a connection before further ones are given up
 * @param timeout how long a request may wait for a connection, and for its answer
 * @param signer signs all requests; null for none
 */
public record GeneratorConfig(
        int connections,
        int maxWaiting,
        Duration timeout,
        @Nullable RequestSigner signer) {
    /** Checks the ranges given above. */
    public GeneratorConfig {
        if (connections < 1) {
            throw new IllegalArgumentException("must be >= 1: connections=" + connections);
        }
    }
}
