package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.SimulatedDisk;
import dev.berth.engine.testing.SimulatedWorkers;
import dev.berth.spi.Journal;
import dev.berth.spi.Journal.SnapshotWriter;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One life of a journal on a simulated disk: what its engine would do to it, step by step on the thread of a test. */
final class DrivenJournal {
    static final LogSettings SMALL = new LogSettings(4096, 16_384, 17_000, true);

    private final SimulatedDisk disk;
    private final BatchHistory history;
    private final SplittableRandom random;
    private final SimulatedWorkers workers;
    private final ManualTime time = new ManualTime();
    private final LocalJournal journal;
    private @Nullable SnapshotWriter snapshot;
    private Queue<ByteBuffer> parts = new ArrayDeque<>();
    private @Nullable Throwable failure;

    DrivenJournal(SimulatedDisk disk, LogSettings settings, BatchHistory history, SplittableRandom random) {
        this(disk, settings, history, random, JournalStats.DISABLED);
    }

    DrivenJournal(
            SimulatedDisk disk,
            LogSettings settings,
            BatchHistory history,
            SplittableRandom random,
            JournalStats stats) {
        this.disk = disk;
        this.history = history;
        this.random = random;
        this.workers = new SimulatedWorkers(random);
        this.journal = new LocalJournal(disk, settings, workers, random::nextLong, time, stats);
    }

    LocalJournal journal() {
        return journal;
    }

    SimulatedWorkers workers() {
        return workers;
    }

    /** Why appends fail, or {@code null}. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Recovers, and holds what is found against the history. */
    BatchHistory.Check recover() throws IOException {
        BatchHistory.Check check = history.check();
        check.endsAt(journal.recover(check));
        return check;
    }

    /** Gives the journal a batch, unless one is on its way or the journal has failed; the answer comes in a later step. */
    void append() {
        if (!history.isWriting() && failure == null) {
            append(history.next());
        }
    }

    /** Gives the journal a batch. */
    void append(Journal.Batch batch) {
        journal.append(batch, new Journal.AppendListener() {
            @Override
            public void durable() {
                assertThat(failure).as("success after a failure").isNull();
                history.acknowledge();
            }

            @Override
            public void failed(Throwable cause) {
                failure = cause;
            }
        });
    }

    /** Does one thing that an engine or the journal's workers might do next. */
    void act() {
        switch (random.nextInt(8)) {
            case 0, 1 -> append();
            case 2, 3 -> goOnWithSnapshot();
            case 4 -> journal.acceptsNewWork();
            default -> workers.step();
        }
    }

    /** Acts until so many batches were reported durable in all, or something went wrong. */
    void actUntil(long acknowledged) {
        while (history.acknowledged() < acknowledged && failure == null && !disk.isStopped()) {
            act();
        }
    }

    /** Appends one batch after the other, and snapshots where they are due, until nothing is left to do. */
    void appendAll(int batches) {
        for (int i = 0; i < batches; i++) {
            append();
            settle();
        }
    }

    /** Lets everything that was begun come to its end. */
    void settle() {
        workers.runAll();
        while (goOnWithSnapshot()) {
            workers.runAll();
        }
    }

    /** Takes the next step of a snapshot, where one is under way or due; false if there is none. */
    boolean goOnWithSnapshot() {
        SnapshotWriter writer = snapshot;
        if (writer == null) {
            return beginSnapshot();
        }
        if (writer.isDone() || parts.isEmpty()) {
            if (!writer.isDone()) {
                writer.finish();
            }
            snapshot = null;
        } else {
            writer.write(parts.remove());
        }
        return true;
    }

    void close() throws IOException {
        journal.close();
    }

    private boolean beginSnapshot() {
        if (!journal.wantsSnapshot()) {
            return false;
        }
        long sequence = history.acknowledged();
        snapshot = journal.beginSnapshot(sequence, () -> {});
        parts = new ArrayDeque<>(history.snapshot(sequence));
        return true;
    }
}
