package dev.berth.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, of which it keeps only those that are about to end. Not thread-safe.
 *
 * <p>A connection is closed in two steps: first its last answer is written and what the client is still sending is
 * thrown away, for {@value #LINGER_MILLIS} ms at most; then it is closed. Closing at once, with bytes unread, would make
 * the client's system drop the answer too.
 */
final class Connections {
    /** Why a connection serves no more requests. */
    enum Fate {
        /** One too many: its first request is told so. */
        REFUSED,
        /** Its last answer is written: what else arrives is not looked at. */
        CLOSING
    }

    static final long LINGER_MILLIS = 1_000;

    /** How many connections beyond the limit are kept for a moment, to tell them why; others are closed at once. */
    private static final int MAX_TOLD = 64;

    private final Vertx vertx;
    private final int max;
    private final ConnectionCount count;
    private final IdentityHashMap<HttpConnection, Fate> ending = new IdentityHashMap<>();

    Connections(Vertx vertx, int max, ConnectionCount count) {
        this.vertx = vertx;
        this.max = max;
        this.count = count;
    }

    void opened(HttpConnection connection) {
        int open = count.opened();
        connection.closeHandler(closed -> {
            count.closed();
            ending.remove(connection);
        });
        if (open > max) {
            count.refused();
            ending.put(connection, Fate.REFUSED);
            if (open - MAX_TOLD > max) {
                connection.close();
            } else {
                vertx.setTimer(LINGER_MILLIS, timer -> connection.close());
            }
        }
    }

    /** Why the connection serves no more requests, or null if it does. */
    @Nullable
    Fate fate(HttpConnection connection) {
        return ending.isEmpty() ? null : ending.get(connection);
    }

    /** Closes the connection of a request that is answered. */
    void closeAfter(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        ending.put(connection, Fate.CLOSING);
        if (request.isEnded()) {
            connection.close();
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, id -> connection.close());
        request.handler(null);
        request.exceptionHandler(lost -> vertx.cancelTimer(timer));
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        request.resume();
    }
}
