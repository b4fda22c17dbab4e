package dev.berth.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first segments of the paths that the server keeps for itself, used or not yet. */
public final class ReservedPaths {
    /** The names. */
    public static final Set<String> NAMES = Set.of("admin", "console", "health", "metrics");

    private ReservedPaths() {}

    /**
     * Whether a request is for the server itself.
     *
     * @param path the path as it was sent
     */
    static boolean contain(HttpMethod method, @Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return true;
        }
        if (path.equals("/")) {
            return !method.equals(HttpMethod.GET);
        }
        int end = path.indexOf('/', 1);
        String segment = path.substring(1, end < 0 ? path.length() : end);
        return NAMES.contains(decoded(segment));
    }

    private static String decoded(String segment) {
        try {
            return PercentText.decode(segment);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
