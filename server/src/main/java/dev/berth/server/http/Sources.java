package dev.berth.server.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Where requests come from. */
final class Sources {
    private Sources() {}

    /** The address that a request came from; {@code unknown} if its connection was gone before anybody asked. */
    static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
    }
}
