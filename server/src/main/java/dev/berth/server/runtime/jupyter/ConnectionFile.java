package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a kernel listens, and the key that its messages are signed with.
 *
 * @param shellPort where it takes requests
 * @param iopubPort where it publishes what happens
 * @param stdinPort where it would ask for input
 * @param controlPort where it takes requests that must not wait
 * @param heartbeatPort where it sends back what it gets
 * @param key the key of the signatures
 */
record ConnectionFile(int shellPort, int iopubPort, int stdinPort, int controlPort, int heartbeatPort, String key) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final String LOOPBACK = "127.0.0.1";

    /** With a new key, and ports that the kernel picks itself. */
    static ConnectionFile withOpenPorts() {
        return new ConnectionFile(0, 0, 0, 0, 0, newKey());
    }

    /** With a new key, and ports that were free a moment ago, for a kernel that cannot pick any. */
    static ConnectionFile withFreePorts() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return new ConnectionFile(
                    held.get(0).getLocalPort(),
                    held.get(1).getLocalPort(),
                    held.get(2).getLocalPort(),
                    held.get(3).getLocalPort(),
                    held.get(4).getLocalPort(),
                    newKey());
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /** What the file says now; empty while it is not whole, or while the kernel has not picked its ports. */
    static Optional<ConnectionFile> read(Path file) {
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            ConnectionFile connection = new ConnectionFile(
                    json.getInteger("shell_port", 0),
                    json.getInteger("iopub_port", 0),
                    json.getInteger("stdin_port", 0),
                    json.getInteger("control_port", 0),
                    json.getInteger("hb_port", 0),
                    json.getString("key", ""));
            return connection.isComplete() ? Optional.of(connection) : Optional.empty();
        } catch (IOException | UncheckedIOException | DecodeException | ClassCastException e) {
            // The kernel replaces the file in two steps: for a moment it is missing or half written.
            return Optional.empty();
        }
    }

    private boolean isComplete() {
        return shellPort > 0 && iopubPort > 0 && controlPort > 0 && heartbeatPort > 0 && !key.isEmpty();
    }

    void write(Path file) throws IOException {
        JsonObject json = new JsonObject()
                .put("transport", "tcp")
                .put("ip", LOOPBACK)
                .put("shell_port", shellPort)
                .put("iopub_port", iopubPort)
                .put("stdin_port", stdinPort)
                .put("control_port", controlPort)
                .put("hb_port", heartbeatPort)
                .put("signature_scheme", "hmac-sha256")
                .put("key", key);
        OwnersFiles.write(file, json.encode().getBytes(StandardCharsets.UTF_8));
    }

    String address(int port) {
        return "tcp://" + LOOPBACK + ":" + port;
    }
}
