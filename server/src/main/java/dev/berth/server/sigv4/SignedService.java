package dev.berth.server.sigv4;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A service that requests are signed for. Immutable.
 *
 * @param name its name in scopes
 * @param region the region that a scope must name; {@code null} for any
 * @param maxSkew how far the clocks of clients may be off
 * @param isObjectStore whether it signs as Amazon S3 does, and not as JSON services do
 */
public record SignedService(String name, @Nullable String region, Duration maxSkew, boolean isObjectStore) {
    /**
     * A service of the JSON protocols.
     *
     * @param name its name in scopes
     * @param region the region that a scope must name; {@code null} for any
     */
    public static SignedService json(String name, @Nullable String region) {
        return new SignedService(name, region, Duration.ofMinutes(5), false);
    }

    /**
     * Amazon S3.
     *
     * @param region the region that a scope must name; {@code null} for any
     */
    public static SignedService s3(@Nullable String region) {
        return new SignedService("s3", region, Duration.ofMinutes(15), true);
    }
}
