package dev.berth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server in a process of its own, which prints {@value #LISTENING} and its address when it accepts requests. Its standard
 * error is that of this process. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
    /** What a server prints before its address. */
    public static final String LISTENING = "listening on ";

    private static final long MAX_START_SECONDS = 120;

    private final Process process;
    private final URI uri;

    private ServerProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts a server, and waits until it listens.
     *
     * @throws IOException if it ends before, or takes too long; it does not run then
     */
    public static ServerProcess start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // While the others have their turns, connections are idle for minutes.
        builder.environment().put("BERTH_HTTP_IDLE_TIMEOUT", "1d");
        Process started = builder.start();
        CompletableFuture<URI> listening = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(started, listening), "server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new ServerProcess(started, listening.get(MAX_START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failed) {
            started.destroyForcibly().onExit().join();
            throw new IOException("the server did not start: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            started.destroyForcibly().onExit().join();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server started", interrupted);
        }
    }

    /** The command for a virtual machine like this one, with the class path of this one. */
    public static List<String> java(List<String> jvmOptions, List<String> main) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(main);
        return command;
    }

    /** The main class of Berth, and arguments with which it picks a port, simulates sessions, and refuses none of them. */
    public static List<String> simulating(Path dataFolder, String durability) {
        return List.of(
                "dev.berth.server.Main",
                "--port",
                "0",
                "--data",
                dataFolder.toString(),
                "--runtime",
                "simulated",
                "--durability",
                durability,
                "--account-dpus",
                "1000000000",
                "--max-sessions",
                "100000000");
    }

    /** Where it listens. */
    public URI uri() {
        return uri;
    }

    /** Where it listens, for those who speak to sockets. */
    public InetSocketAddress address() {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** The processor time that it has used so far, all its threads together; exact to about 10 ms. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("the server has ended"));
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
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
}
