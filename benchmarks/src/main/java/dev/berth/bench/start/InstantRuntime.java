package dev.berth.bench.start;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import org.jspecify.annotations.Nullable;

/** A runtime that reports everything before the call returns. Stateless. */
public final class InstantRuntime implements SessionRuntime {
    @Override
    public String name() {
        return "instant";
    }

    @Override
    public void launch(Launch launch, Listener listener) {
        listener.launched(launch.id(), OpaqueBytes.EMPTY);
        listener.ready(launch.id());
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {
        listener.ready(launch.id());
    }

    @Override
    public void terminate(SessionId id, Listener listener) {
        listener.ended(id);
    }
}
