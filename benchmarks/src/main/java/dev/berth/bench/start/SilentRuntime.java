package dev.berth.bench.start;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A runtime that counts what it is asked to launch and never reports anything: sessions stay CREATING. */
public final class SilentRuntime implements SessionRuntime {
    private final AtomicLong launches = new AtomicLong();

    @Override
    public String name() {
        return "silent";
    }

    @Override
    public void launch(Launch launch, Listener listener) {
        launches.incrementAndGet();
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {}

    @Override
    public void terminate(SessionId id, Listener listener) {}

    /** Waits until that many launches were asked for in all. */
    void awaitLaunches(long count) {
        while (launches.get() < count) {
            LockSupport.parkNanos(20_000);
        }
    }
}
