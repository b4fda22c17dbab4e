package dev.berth.bench.load;

import dev.berth.bench.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that the harness starts, kills and starts again, always on the same port. It must take {@code --port}, and print
 * {@code listening on URL}. Its standard error is that of the harness. Not thread-safe.
 */
final class ManagedServer implements AutoCloseable {
    private final List<String> command;
    private @Nullable ServerProcess running;

    private ManagedServer(List<String> command) {
        this.command = command;
    }

    /**
     * A server that does not run yet.
     *
     * @param commandLine the command that starts it, without a port
     * @throws IOException if no port is free, or the command line has no end
     */
    static ManagedServer of(String commandLine) throws IOException {
        List<String> command = new ArrayList<>(Words.of(commandLine));
        command.add("--port");
        command.add(String.valueOf(freePort()));
        return new ManagedServer(command);
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @return where it listens
     * @throws IOException if it ends before, or takes too long
     */
    URI start() throws IOException {
        ServerProcess started = ServerProcess.start(command);
        running = started;
        return started.uri();
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
