package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The sockets to one kernel. For the kernels' thread only. */
final class KernelConnection {
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];

    private final KernelLoop loop;
    private final ConnectionFile file;
    private final String identity;
    private final WireCodec codec;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket heartbeat;
    private ZMQ.@Nullable Socket iopub;
    private ZMQ.@Nullable Socket control;
    private int unanswered;

    /**
     * Connects to where a kernel listens.
     *
     * @param identity as whom the kernel knows this server, also after a restart
     * @param onReply takes what comes back on the shell channel
     */
    KernelConnection(
            KernelLoop loop, ConnectionFile file, String identity, Clock clock, Consumer<WireMessage> onReply) {
        this.loop = loop;
        this.file = file;
        this.identity = identity;
        codec = new WireCodec(file.key(), clock);
        shell = loop.connect(
                SocketType.DEALER, identity, file.address(file.shellPort()), frames -> take(frames, onReply));
        heartbeat = loop.connect(SocketType.DEALER, identity, file.address(file.heartbeatPort()), null);
    }

    /** Listens to what the kernel publishes from now on. */
    void subscribe(Consumer<WireMessage> onPublished) {
        if (iopub == null) {
            iopub = loop.connect(
                    SocketType.SUB, identity, file.address(file.iopubPort()), frames -> take(frames, onPublished));
        }
    }

    private void take(List<byte[]> frames, Consumer<WireMessage> taker) {
        codec.decode(frames).ifPresent(taker);
    }

    /** Sends a request whose reply is told by its type alone. */
    void send(String type, JsonObject content) {
        send(type, UUID.randomUUID().toString(), content);
    }

    void send(String type, String id, JsonObject content) {
        send(shell, codec.encode(type, id, content));
    }

    /** Asks the kernel to interrupt what it runs. */
    void interrupt() {
        ZMQ.Socket socket = control;
        if (socket == null) {
            socket = loop.connect(
                    SocketType.DEALER, identity, file.address(file.controlPort()), frames -> take(frames, reply -> {}));
            control = socket;
        }
        send(socket, codec.encode("interrupt_request", UUID.randomUUID().toString(), new JsonObject()));
    }

    private static void send(ZMQ.Socket socket, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), ZMQ.DONTWAIT | (i < frames.size() - 1 ? ZMQ.SNDMORE : 0));
        }
    }

    /** Asks for a sign of life, and tells how many in a row were not answered until now. */
    int beat() {
        boolean answered = false;
        while (!KernelLoop.tryReceive(heartbeat).isEmpty()) {
            answered = true;
        }
        int missed = answered ? 0 : unanswered;
        unanswered = missed + 1;
        send(heartbeat, List.of(NOTHING, PING));
        return missed;
    }

    void close() {
        loop.disconnect(shell);
        loop.disconnect(heartbeat);
        if (iopub != null) {
            loop.disconnect(iopub);
        }
        if (control != null) {
            loop.disconnect(control);
        }
    }
}
