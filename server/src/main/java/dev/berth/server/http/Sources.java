package dev.berth.server.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Where requests and connections come from. */
final class Sources {
    private Sources() {}

    /** The address that a request came from; {@code unknown} if its connection was gone before anybody asked. */
    static String of(HttpServerRequest request) {
        return addressIn(request.remoteAddress());
    }

    /** The address that a connection comes from, or {@code unknown}. */
    static String of(HttpConnection connection) {
        return addressIn(connection.remoteAddress());
    }

    private static String addressIn(@Nullable SocketAddress address) {
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
    }
}
