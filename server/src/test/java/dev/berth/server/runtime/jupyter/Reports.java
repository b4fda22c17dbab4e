package dev.berth.server.runtime.jupyter;

import static org.assertj.core.api.Assertions.fail;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.SessionRuntime.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Records what a runtime reports, and lets a test wait for it. Thread-safe. */
final class Reports implements Listener {
    private static final long DEADLINE_SECONDS = 40;

    private final List<String> all = new ArrayList<>();
    private final Map<CalculationId, CalculationEnd> ends = new HashMap<>();
    private final Map<SessionId, OpaqueBytes> handles = new HashMap<>();

    @Override
    public synchronized void launched(SessionId id, OpaqueBytes handle) {
        handles.put(id, handle);
        add("launched " + id);
    }

    @Override
    public synchronized void ready(SessionId id) {
        add("ready " + id);
    }

    @Override
    public synchronized void busy(SessionId id) {
        add("busy " + id);
    }

    @Override
    public synchronized void calculationStarted(CalculationId id) {
        add("started " + id);
    }

    @Override
    public synchronized void calculationFinished(CalculationId id, CalculationEnd end) {
        ends.put(id, end);
        add("finished " + id);
    }

    @Override
    public synchronized void degraded(SessionId id, String detail) {
        add("degraded " + id + " " + detail);
    }

    @Override
    public synchronized void failed(SessionId id, String detail) {
        add("failed " + id + " " + detail);
    }

    @Override
    public synchronized void ended(SessionId id) {
        add("ended " + id);
    }

    private void add(String report) {
        all.add(report);
        notifyAll();
    }

    void awaitReady(SessionId id) {
        await("ready " + id);
    }

    void awaitEnded(SessionId id) {
        await("ended " + id);
    }

    void awaitStarted(CalculationId id) {
        await("started " + id);
    }

    /** The detail of a session's failure. */
    synchronized String awaitFailed(SessionId id) {
        String prefix = "failed " + id + " ";
        awaitThat(prefix, () -> all.stream().anyMatch(report -> report.startsWith(prefix)));
        return all.stream()
                .filter(report -> report.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    synchronized CalculationEnd awaitEnd(CalculationId id) {
        awaitThat("finished " + id, () -> ends.containsKey(id));
        return Objects.requireNonNull(ends.get(id));
    }

    synchronized void await(String report) {
        awaitThat(report, () -> all.stream().anyMatch(one -> one.startsWith(report)));
    }

    private void awaitThat(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!holds.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                fail("waited for \"" + what + "\", had: " + all);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    synchronized OpaqueBytes handle(SessionId id) {
        return Objects.requireNonNull(handles.get(id));
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }
}
