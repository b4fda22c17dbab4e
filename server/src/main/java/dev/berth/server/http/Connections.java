package dev.berth.server.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: where they come from, and which of them are about to end. Not thread-safe.
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
        /** One too many of its source: likewise. */
        REFUSED_OF_SOURCE,
        /** Its last answer is written: what else arrives is not looked at. */
        CLOSING
    }

    static final long LINGER_MILLIS = 1_000;

    /** How many connections beyond the limit are kept for a moment, to tell them why; others are closed at once. */
    private static final int MAX_TOLD = 64;

    private final Vertx vertx;
    private final int max;
    private final int maxOfSource;
    private final ConnectionCount count;
    private final SourceCount sources;
    private final IdentityHashMap<HttpConnection, Fate> ending = new IdentityHashMap<>();

    /** Where those come from that clients have opened: made once, not for each request. */
    private final IdentityHashMap<HttpConnection, String> addresses = new IdentityHashMap<>();

    Connections(Vertx vertx, HttpConfig limits, ConnectionCount count, SourceCount sources) {
        this.vertx = vertx;
        this.max = limits.maxConnections();
        this.maxOfSource = limits.maxConnectionsPerSource();
        this.count = count;
        this.sources = sources;
    }

    void opened(HttpConnection connection) {
        String address = Sources.of(connection);
        addresses.put(connection, address);
        int open = count.opened();
        int openOfSource = sources.opened(SourceCount.of(address));
        connection.closeHandler(closed -> {
            count.closed();
            sources.closed(SourceCount.of(requireNonNull(addresses.remove(connection))));
            ending.remove(connection);
        });
        if (open > max) {
            refuse(connection, Fate.REFUSED, open - max);
        } else if (openOfSource > maxOfSource) {
            refuse(connection, Fate.REFUSED_OF_SOURCE, openOfSource - maxOfSource);
        }
    }

    /** One that no limit is for: an operator gets in also when there are too many others. */
    void openedByOperator(HttpConnection connection) {
        connection.closeHandler(closed -> ending.remove(connection));
    }

    private void refuse(HttpConnection connection, Fate fate, int beyond) {
        count.refused();
        ending.put(connection, fate);
        if (beyond > MAX_TOLD) {
            connection.close();
        } else {
            vertx.setTimer(LINGER_MILLIS, timer -> connection.close());
        }
    }

    /** The address that a request came from, or {@code unknown}. */
    String addressOf(HttpServerRequest request) {
        String known = addresses.get(request.connection());
        return known == null ? Sources.of(request) : known;
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
