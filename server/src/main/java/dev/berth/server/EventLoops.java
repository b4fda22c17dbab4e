package dev.berth.server;

import dev.berth.server.http.SocketTransport;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x with the event loops of a server, on the transport that was asked for or on the fastest that can be had.
 *
 * <p>Whether one can be had shows only when its event loops are opened: a kernel may allow io_uring and still refuse the
 * memory for as many rings as there are loops. What Vert.x had opened until then, at most a thread that keeps an eye on others and
 * some rings, it keeps as long as the process lives.
 *
 * @param vertx to be closed by the caller
 * @param transport what its event loops use, never {@code AUTO}
 * @param passedOver why it is none that would be faster, a clause for each of those
 */
record EventLoops(Vertx vertx, SocketTransport transport, List<String> passedOver) {
    private static final List<SocketTransport> FASTEST_FIRST =
            List.of(SocketTransport.IO_URING, SocketTransport.EPOLL, SocketTransport.NIO);

    EventLoops {
        passedOver = List.copyOf(passedOver);
    }

    /**
     * Opens event loops.
     *
     * @param opener what opens them on a transport, and throws if they cannot be had
     * @throws ConfigException if they cannot be had on the transport that was asked for
     */
    static EventLoops open(SocketTransport asked, Function<Transport, Vertx> opener) {
        return open(asked, EventLoops::ofVertx, opener);
    }

    /**
     * Likewise.
     *
     * @param known what Vert.x has for each transport, {@code null} for nothing
     */
    static EventLoops open(
            SocketTransport asked,
            Function<SocketTransport, @Nullable Transport> known,
            Function<Transport, Vertx> opener) {
        List<String> passedOver = new ArrayList<>();
        for (SocketTransport candidate : asked == SocketTransport.AUTO ? FASTEST_FIRST : List.of(asked)) {
            Attempt attempt = attempt(known.apply(candidate), opener);
            if (attempt.vertx() != null) {
                return new EventLoops(attempt.vertx(), candidate, passedOver);
            }
            passedOver.add("this machine does not allow " + nameOf(candidate) + ": " + attempt.obstacle());
        }
        throw new ConfigException(Setting.HTTP_TRANSPORT.path() + ": " + String.join("; ", passedOver));
    }

    /** Which transport it is and, if others would be faster, why it is none of those. */
    String description() {
        return nameOf(transport) + (passedOver.isEmpty() ? "" : "; " + String.join("; ", passedOver));
    }

    private static String nameOf(SocketTransport transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /** Either of the two. */
    private record Attempt(@Nullable Vertx vertx, @Nullable Throwable obstacle) {}

    private static Attempt attempt(@Nullable Transport transport, Function<Transport, Vertx> opener) {
        if (transport == null) {
            return new Attempt(null, new UnsupportedOperationException("there is nothing for it here"));
        }
        if (!transport.available()) {
            return new Attempt(null, transport.unavailabilityCause());
        }
        try {
            return new Attempt(opener.apply(transport), null);
        } catch (IllegalStateException refused) {
            // As Netty says that an event loop could not be made.
            return new Attempt(null, refused.getCause() == null ? refused : refused.getCause());
        }
    }

    private static @Nullable Transport ofVertx(SocketTransport transport) {
        return switch (transport) {
            case IO_URING -> Transport.IO_URING;
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
            case AUTO -> throw new IllegalArgumentException("is a choice, not a transport: " + transport);
        };
    }
}
