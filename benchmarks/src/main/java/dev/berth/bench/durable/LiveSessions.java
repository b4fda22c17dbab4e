package dev.berth.bench.durable;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.bench.Folder;
import dev.berth.bench.start.Engines;
import dev.berth.bench.start.InstantRuntime;
import dev.berth.bench.start.StartRequests;
import dev.berth.engine.Engine;
import dev.berth.engine.LocalJournalConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What do live sessions cost: how much heap, and how long does an engine take to have them back after a restart? Each has a
 * token of 36 characters and the attributes of the README's first request, 76 bytes; each is IDLE, so its timer runs.
 */
final class LiveSessions {
    private static final byte[] ATTRIBUTES =
            "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}"
                    .getBytes(StandardCharsets.UTF_8);

    private static final int WINDOW = 1_024;

    private LiveSessions() {}

    /**
     * What was measured.
     *
     * @param heapBytes for each session, after a collection
     * @param factsSeconds to recover from the facts alone
     * @param snapshotSeconds to recover from a snapshot
     * @param snapshotBytes for each session
     */
    record Result(double heapBytes, double factsSeconds, double snapshotSeconds, double snapshotBytes) {
        String describe(int sessions) {
            return String.format(
                    Locale.ROOT,
                    "%,d live sessions: heap %.0f bytes each; recovery from facts %.1f s, from a snapshot %.1f s of %.0f bytes each",
                    sessions,
                    heapBytes,
                    factsSeconds,
                    snapshotSeconds,
                    snapshotBytes);
        }
    }

    static Result measure(Folder folder, int sessions) throws Exception {
        double heapBytes;
        try (Engine engine = start(folder, Long.MAX_VALUE)) {
            long before = usedHeap();
            fill(engine, sessions);
            awaitIdle(engine, sessions);
            heapBytes = (usedHeap() - before) / (double) sessions;
        }
        double factsSeconds;
        long begin = System.nanoTime();
        try (Engine engine = start(folder, 1)) {
            factsSeconds = secondsSince(begin);
            awaitIdle(engine, sessions);
            awaitSnapshot(folder);
        }
        double snapshotBytes = folder.bytesOf("snapshot-") / (double) sessions;
        begin = System.nanoTime();
        try (Engine engine = start(folder, Long.MAX_VALUE)) {
            double snapshotSeconds = secondsSince(begin);
            awaitIdle(engine, sessions);
            return new Result(heapBytes, factsSeconds, snapshotSeconds, snapshotBytes);
        }
    }

    private static Engine start(Folder folder, long snapshotAfter) throws Exception {
        LocalJournalConfig usual = LocalJournalConfig.DEFAULT;
        LocalJournalConfig config =
                new LocalJournalConfig(usual.durability(), usual.maxBatchBytes(), usual.segmentBytes(), snapshotAfter);
        return Engines.start(new InstantRuntime(), 0, folder.journal("sessions", config));
    }

    private static void fill(Engine engine, int sessions) {
        StartRequests requests = new StartRequests(1, true);
        List<CompletableFuture<StartOutcome>> window = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            window.add(engine.startSession(requests.next().withAttributes(OpaqueBytes.copyOf(ATTRIBUTES))));
            if (window.size() == WINDOW) {
                window.forEach(CompletableFuture::join);
                window.clear();
            }
        }
        window.forEach(CompletableFuture::join);
    }

    private static void awaitIdle(Engine engine, int sessions) {
        while (engine.snapshot().sessions().getOrDefault(SessionState.IDLE, 0L) < sessions) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static void awaitSnapshot(Folder folder) throws Exception {
        while (folder.bytesOf("snapshot-") == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
