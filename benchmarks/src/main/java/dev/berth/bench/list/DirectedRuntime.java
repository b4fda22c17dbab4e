package dev.berth.bench.list;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A runtime that ends what it is told to end, and of launches reports only what it is told to report. */
final class DirectedRuntime implements SessionRuntime {
    private final CompletableFuture<Listener> listener = new CompletableFuture<>();

    @Override
    public String name() {
        return "directed";
    }

    @Override
    public void launch(Launch launch, Listener reports) {
        listener.complete(reports);
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener reports) {}

    @Override
    public void terminate(SessionId id, Listener reports) {
        reports.ended(id);
    }

    /** Reports a session as launched and ready. Waits for the first launch. */
    void ready(SessionId id) {
        listener.join().launched(id, OpaqueBytes.EMPTY);
        listener.join().ready(id);
    }

    /** Reports a launch as failed. Waits for the first launch. */
    void failed(SessionId id) {
        listener.join().failed(id, "as directed");
    }
}
