package dev.berth.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server that the harness starts, kills and starts again, always on the same port. It must take {@code --port}, and print
 * {@code listening on URL}. Its standard error is that of the harness. Not thread-safe, but for {@link #close}.
 */
final class ManagedServer implements AutoCloseable {
    private static final String LISTENING = "listening on ";
    private static final long MAX_START_SECONDS = 120;

    private final List<String> command;
    private volatile @Nullable Process process;

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
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = started;
        CompletableFuture<URI> listening = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(started, listening), "server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return listening.get(MAX_START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("the server did not start: " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            throw new IOException("the server does not listen after " + MAX_START_SECONDS + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server started", interrupted);
        }
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Reads to the end, lest the server wait for somebody to do so. */
    private static void read(Process process, CompletableFuture<URI> listening) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(LISTENING)) {
                    listening.complete(
                            URI.create(line.substring(LISTENING.length()).strip()));
                }
            }
            listening.completeExceptionally(new IOException("it ended"));
        } catch (IOException | IllegalArgumentException unreadable) {
            listening.completeExceptionally(unreadable);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
