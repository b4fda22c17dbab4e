package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import dev.berth.bench.start.Engines;
import dev.berth.bench.start.InstantRuntime;
import dev.berth.bench.start.StartLoop;
import dev.berth.bench.start.StartRequests;
import dev.berth.engine.Engine;
import dev.berth.engine.LocalJournalConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Do answers take longer while a snapshot is written? Starts come at a fixed rate, each timed from when it was due, on an
 * engine with many live sessions: in one that never writes a snapshot, then in one that writes one after the other.
 */
final class SnapshotLatency {
    private static final long NEVER = Long.MAX_VALUE;

    private SnapshotLatency() {}

    /** The 99th percentile in microseconds without snapshots, then with one always under way. */
    static Turns.Result measure(Folder folder, int live, int perSecond, int starts, int pairs) throws Exception {
        LocalJournalConfig never = withSnapshotAfter(NEVER);
        LocalJournalConfig always = withSnapshotAfter(1);
        try (Engine calm = filled(folder, "calm", never, live);
                Engine busy = filled(folder, "busy", always, live)) {
            return new Turns(() -> p99(calm, perSecond, starts), () -> p99(busy, perSecond, starts)).run(pairs);
        }
    }

    private static LocalJournalConfig withSnapshotAfter(long bytes) {
        LocalJournalConfig usual = LocalJournalConfig.DEFAULT;
        return new LocalJournalConfig(usual.durability(), usual.maxBatchBytes(), usual.segmentBytes(), bytes);
    }

    private static Engine filled(Folder folder, String name, LocalJournalConfig config, int live) throws Exception {
        Engine engine = Engines.start(new InstantRuntime(), 0, folder.journal(name, config));
        StartLoop loop = new StartLoop(engine, 1_024, live, Long.MAX_VALUE);
        StartRequests requests = new StartRequests(1, true);
        for (int i = 0; i < live; i++) {
            loop.start(requests.next());
        }
        loop.finish();
        return engine;
    }

    private static double p99(Engine engine, int perSecond, int starts) {
        long[] answered = new long[starts];
        StartRequests requests = new StartRequests(System.nanoTime(), true);
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begin = System.nanoTime();
        CompletableFuture<?>[] answers = new CompletableFuture<?>[starts];
        for (int i = 0; i < starts; i++) {
            int number = i;
            long due = begin + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            answers[i] = engine.startSession(requests.next())
                    .thenAccept(outcome -> answered[number] = System.nanoTime() - due);
        }
        CompletableFuture.allOf(answers).join();
        double[] micros = new double[starts];
        for (int i = 0; i < starts; i++) {
            micros[i] = answered[i] / 1_000.0;
        }
        return new Spread(micros).at(0.99);
    }
}
