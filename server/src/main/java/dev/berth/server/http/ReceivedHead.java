package dev.berth.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a request of Vert.x. */
class ReceivedHead implements RequestHead {
    /** The request. */
    final HttpServerRequest request;

    ReceivedHead(HttpServerRequest request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    /** Requests without a path, such as {@code OPTIONS *}, have an empty one: no signature fits that. */
    @Override
    public String path() {
        String path = request.path();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return request.headers();
    }
}
