package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.http.SocketTransport;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private final Map<SocketTransport, Transport> known = new EnumMap<>(Map.of(
            SocketTransport.IO_URING, available("io_uring"),
            SocketTransport.EPOLL, available("epoll"),
            SocketTransport.NIO, available("nio")));

    @Test
    void auto_isIoUring() {
        EventLoops opened = open(SocketTransport.AUTO, this::onNio);

        assertThat(opened.transport()).isEqualTo(SocketTransport.IO_URING);
        assertThat(opened.description()).isEqualTo("io_uring");
    }

    @Test
    void auto_withoutIoUring_isEpollAndSaysWhy() {
        known.put(SocketTransport.IO_URING, new FakeTransport("io_uring", new SecurityException("not permitted")));

        EventLoops opened = open(SocketTransport.AUTO, this::onNio);

        assertThat(opened.transport()).isEqualTo(SocketTransport.EPOLL);
        assertThat(opened.description())
                .isEqualTo("epoll; this machine does not allow io_uring: java.lang.SecurityException: not permitted");
    }

    @Test
    void auto_withoutAnyOfLinux_isNio() {
        known.put(SocketTransport.IO_URING, new FakeTransport("io_uring", new SecurityException("not permitted")));
        known.remove(SocketTransport.EPOLL);

        EventLoops opened = open(SocketTransport.AUTO, this::onNio);

        assertThat(opened.transport()).isEqualTo(SocketTransport.NIO);
        assertThat(opened.passedOver()).hasSize(2);
    }

    @Test
    void auto_whereRingsCannotBeMade_isEpoll() {
        EventLoops opened = open(SocketTransport.AUTO, this::withoutMemoryForRings);

        assertThat(opened.transport()).isEqualTo(SocketTransport.EPOLL);
        assertThat(opened.passedOver())
                .isEqualTo(List.of(
                        "this machine does not allow io_uring: java.lang.RuntimeException: raise memlock limit"));
    }

    @Test
    void named_isObeyed() {
        for (SocketTransport named : List.of(SocketTransport.IO_URING, SocketTransport.EPOLL, SocketTransport.NIO)) {
            assertThat(open(named, this::onNio).transport()).isEqualTo(named);
        }
    }

    @Test
    void named_butNotAllowed_isRefused() {
        known.put(SocketTransport.IO_URING, new FakeTransport("io_uring", new SecurityException("not permitted")));
        known.remove(SocketTransport.EPOLL);

        assertThatThrownBy(() -> open(SocketTransport.IO_URING, this::onNio))
                .isInstanceOf(ConfigException.class)
                .hasMessage("http.transport: this machine does not allow io_uring:"
                        + " java.lang.SecurityException: not permitted");
        assertThatThrownBy(() -> open(SocketTransport.EPOLL, this::onNio))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("http.transport: this machine does not allow epoll: ");
    }

    @Test
    void named_whereRingsCannotBeMade_isRefused() {
        assertThatThrownBy(() -> open(SocketTransport.IO_URING, this::withoutMemoryForRings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("raise memlock limit");
    }

    private EventLoops open(SocketTransport asked, Function<Transport, Vertx> opener) {
        EventLoops opened = EventLoops.open(asked, known::get, opener);
        opened.vertx().close();
        return opened;
    }

    private Vertx onNio(Transport transport) {
        assertThat(transport.available()).isTrue();
        return Vertx.vertx();
    }

    private Vertx withoutMemoryForRings(Transport transport) {
        if (transport.name().equals("io_uring")) {
            throw new IllegalStateException(
                    "failed to create a child event loop", new RuntimeException("raise memlock limit"));
        }
        return onNio(transport);
    }

    private static Transport available(String name) {
        return new FakeTransport(name, null);
    }

    private record FakeTransport(String name, @Nullable Throwable unavailabilityCause) implements Transport {
        @Override
        public boolean available() {
            return unavailabilityCause == null;
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            throw new UnsupportedOperationException();
        }
    }
}
