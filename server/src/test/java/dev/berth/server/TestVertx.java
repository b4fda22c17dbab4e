package dev.berth.server;

import dev.berth.server.http.SocketTransport;
import io.vertx.core.Vertx;
import java.util.Locale;

/** Vert.x as a server has it: on the transport that is the default, or that the property {@code berth.transport} names. */
public final class TestVertx {
    private static final SocketTransport TRANSPORT = SocketTransport.valueOf(
            System.getProperty("berth.transport", "auto").toUpperCase(Locale.ROOT));

    private TestVertx() {}

    /** Opens one, to be closed by the caller. */
    public static Vertx open() {
        return EventLoops.open(
                        TRANSPORT,
                        transport -> Vertx.builder().withTransport(transport).build())
                .vertx();
    }
}
