package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import dev.berth.bench.SyncedFile;
import dev.berth.bench.start.Engines;
import dev.berth.bench.start.SilentRuntime;
import dev.berth.bench.start.StartRequests;
import dev.berth.engine.Engine;
import dev.berth.engine.LocalJournalConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * How long does one start take that has the engine to itself, beside a bare write of as many bytes and its fdatasync? Both
 * are medians of a turn, in microseconds.
 */
final class LoneStarts {
    /** The frame of one start with a token and no attributes. */
    private static final int BYTES = 168;

    private LoneStarts() {}

    /** Microseconds of a bare write and sync, then of a start. */
    static Turns.Result measure(Folder folder, int operations, int pairs) throws Exception {
        try (SyncedFile file = SyncedFile.create(folder.path().resolve("bare"), BYTES);
                Engine engine =
                        Engines.start(new SilentRuntime(), 0, folder.journal("lone", LocalJournalConfig.DEFAULT))) {
            StartRequests requests = new StartRequests(1, true);
            return new Turns(
                            () -> median(operations, file::writeAndSync),
                            () -> median(
                                    operations,
                                    () -> engine.startSession(requests.next()).join()))
                    .run(pairs);
        }
    }

    private static double median(int operations, Spread.Operation operation) throws IOException {
        return Spread.timed(operations, TimeUnit.MICROSECONDS, operation).median();
    }
}
