package dev.berth.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a request as it was sent, for those who check that nobody has changed it. To be used on its event loop. */
public interface RequestHead {
    /** The method, such as {@code POST}. */
    String method();

    /** The path, neither decoded nor normalised; it begins with a slash. */
    String path();

    /** What follows the question mark of the request's target; null if there is none. */
    @Nullable
    String query();

    /** All header fields in the order sent, repeated ones too; each character of a value is a byte of it. */
    Iterable<Map.Entry<String, String>> headers();

    /** The head of a request that has arrived. */
    static RequestHead of(HttpServerRequest request) {
        return new ReceivedHead(request);
    }
}
