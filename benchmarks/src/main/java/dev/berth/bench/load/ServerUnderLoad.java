package dev.berth.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server that a load goes to: one that runs already, or one that the harness starts. Not thread-safe. */
final class ServerUnderLoad implements AutoCloseable {
    private final @Nullable ManagedServer managed;
    private final URI endpoint;

    private ServerUnderLoad(@Nullable ManagedServer managed, URI endpoint) {
        this.managed = managed;
        this.endpoint = endpoint;
    }

    /**
     * The server that the settings name, running.
     *
     * @throws IOException if it cannot be started
     */
    static ServerUnderLoad of(LoadSettings settings) throws IOException {
        Optional<String> command = settings.serverCommand();
        if (command.isEmpty()) {
            return new ServerUnderLoad(null, settings.endpoint().orElseThrow());
        }
        ManagedServer managed = ManagedServer.of(command.get());
        return new ServerUnderLoad(managed, managed.start());
    }

    URI endpoint() {
        return endpoint;
    }

    /** Kills it. */
    void kill() {
        startedByUs().kill();
    }

    /** Starts it again, after {@link #kill}. */
    void restart() throws IOException {
        startedByUs().start();
    }

    @Override
    public void close() {
        if (managed != null) {
            managed.close();
        }
    }

    private ManagedServer startedByUs() {
        if (managed == null) {
            throw new IllegalStateException("only a server that the harness started is killed");
        }
        return managed;
    }
}
