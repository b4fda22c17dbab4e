package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import dev.berth.bench.start.Engines;
import dev.berth.bench.start.SilentRuntime;
import dev.berth.bench.start.StartRequests;
import dev.berth.engine.Engine;
import dev.berth.engine.LocalJournalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * How long does one start take that has the engine to itself, beside a bare write of as many bytes and its fdatasync? Both
 * are medians of a turn, in microseconds.
 */
final class LoneStarts {
    /** The frame of one start with a token and no attributes. */
    private static final int BYTES = 168;

    private static final int FILE_BYTES = 16 << 20;

    private LoneStarts() {}

    /** Microseconds of a bare write and sync, then of a start. */
    static Turns.Result measure(Folder folder, int operations, int pairs) throws Exception {
        try (FileChannel file = preallocated(folder);
                Engine engine =
                        Engines.start(new SilentRuntime(), 0, folder.journal("lone", LocalJournalConfig.DEFAULT))) {
            StartRequests requests = new StartRequests(1, true);
            ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
            return new Turns(
                            () -> median(operations, i -> {
                                file.write(bytes.clear(), (long) i * BYTES % (FILE_BYTES - BYTES));
                                file.force(false);
                            }),
                            () -> median(
                                    operations,
                                    i -> engine.startSession(requests.next()).join()))
                    .run(pairs);
        }
    }

    private static FileChannel preallocated(Folder folder) throws IOException {
        FileChannel file = FileChannel.open(
                folder.path().resolve("bare"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(FILE_BYTES), 0);
        file.force(false);
        return file;
    }

    private interface Operation {
        void run(int number) throws IOException;
    }

    private static double median(int operations, Operation operation) throws IOException {
        double[] micros = new double[operations];
        for (int i = 0; i < operations; i++) {
            long begin = System.nanoTime();
            operation.run(i);
            micros[i] = (System.nanoTime() - begin) / (double) TimeUnit.MICROSECONDS.toNanos(1);
        }
        return new Spread(micros).median();
    }
}
