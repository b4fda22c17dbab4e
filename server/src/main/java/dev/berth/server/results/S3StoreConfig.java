package dev.berth.server.results;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which S3 results are kept in.
 *
 * @param endpoint where it listens; {@code null} for that of Amazon in the region
 * @param region its region, which stands in signatures
 * @param pathStyle whether the bucket is a part of the path, which all but Amazon's want, or of the host's name
 * @param credentials what requests are signed with; {@code null} for what the SDK finds: environment, profile, machine's role
 */
public record S3StoreConfig(
        @Nullable URI endpoint,
        String region,
        boolean pathStyle,
        @Nullable Credentials credentials) {

    /** A key and its secret. */
    public record Credentials(String accessKeyId, String secretAccessKey) {
        /** The key alone: the secret must not get into a log. */
        @Override
        public String toString() {
            return "Credentials[" + accessKeyId + "]";
        }
    }
}
