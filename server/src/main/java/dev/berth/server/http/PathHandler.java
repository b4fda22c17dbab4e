package dev.berth.server.http;

import io.vertx.core.http.HttpServerRequest;

/** Serves the paths that are not {@linkplain ReservedPaths reserved}. Thread-safe: every event loop calls it. */
public interface PathHandler {
    /**
     * Answers a request, now or later, on the event loop that calls this.
     *
     * @param request its {@code path()} is as it was sent, neither decoded nor normalised
     * @param answers for this event loop
     */
    void handle(HttpServerRequest request, Answers answers);
}
