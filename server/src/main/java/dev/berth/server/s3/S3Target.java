package dev.berth.server.s3;

import dev.berth.server.http.PercentText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request in path style is about, decoded exactly once. Dots and repeated slashes are characters like others.
 *
 * @param bucket the bucket; empty for the service itself
 * @param key the key; empty for the bucket itself
 * @param query the parameters, those without a value with an empty one; of a name given twice, the last
 */
record S3Target(String bucket, String key, Map<String, String> query) {

    /**
     * Reads the target of a request.
     *
     * @param path as it was sent, beginning with a slash
     * @throws S3Failure if it is not percent-encoded UTF-8
     */
    static S3Target read(String path, @Nullable String query) throws S3Failure {
        int slash = path.indexOf('/', 1);
        String bucket = path.substring(1, slash < 0 ? path.length() : slash);
        String key = slash < 0 ? "" : path.substring(slash + 1);
        try {
            return new S3Target(PercentText.decode(bucket), PercentText.decode(key), parameters(query));
        } catch (IllegalArgumentException malformed) {
            throw S3Failure.invalidUri();
        }
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = pair.substring(0, equals < 0 ? pair.length() : equals);
                parameters.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /** In a query a plus sign is a space. */
    private static String decoded(String text) {
        return PercentText.decode(text.replace('+', ' '));
    }

    /** A parameter, or the empty text. */
    String parameter(String name) {
        return query.getOrDefault(name, "");
    }
}
