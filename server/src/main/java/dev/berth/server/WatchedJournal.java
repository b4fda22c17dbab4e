package dev.berth.server;

import dev.berth.spi.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A journal whose recovery is timed, and told of while it is long. Everything else goes straight to the journal
 * itself.
 */
final class WatchedJournal implements Journal {
    private static final Duration TELLING_INTERVAL = Duration.ofSeconds(5);

    private final Journal journal;
    private final LongSupplier nanoTime;
    private final Consumer<String> teller;
    private volatile Recovery recovery = new Recovery(0, 0, Duration.ZERO, 0, 0, Duration.ZERO);

    /**
     * A journal in front of the given one.
     *
     * @param nanoTime a clock of nanoseconds
     * @param teller what takes a line every few seconds while the journal is read
     */
    WatchedJournal(Journal journal, LongSupplier nanoTime, Consumer<String> teller) {
        this.journal = journal;
        this.nanoTime = nanoTime;
        this.teller = teller;
    }

    /**
     * What was read, and how long that took, the time to put it into the state included.
     *
     * @param lastSequence the last batch; 0 if the journal was new
     * @param snapshotBytes how much of a snapshot
     * @param snapshotTime how long until all of that was read
     * @param batches how many batches after it
     * @param batchBytes how much that was
     * @param batchTime how long that took
     */
    record Recovery(
            long lastSequence,
            long snapshotBytes,
            Duration snapshotTime,
            long batches,
            long batchBytes,
            Duration batchTime) {
        boolean isOfNewJournal() {
            return lastSequence == 0;
        }

        Duration time() {
            return snapshotTime.plus(batchTime);
        }
    }

    /** What was read; nothing before {@link #recover} has returned. */
    Recovery recovery() {
        return recovery;
    }

    @Override
    public String description() {
        return journal.description();
    }

    @Override
    public int maxBatchBytes() {
        return journal.maxBatchBytes();
    }

    @Override
    public long recover(RecoveryReader reader) throws IOException {
        Watch watch = new Watch(reader);
        long lastSequence = journal.recover(watch);
        recovery = watch.result(lastSequence);
        return lastSequence;
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        journal.append(batch, listener);
    }

    @Override
    public boolean acceptsNewWork() {
        return journal.acceptsNewWork();
    }

    @Override
    public boolean wantsSnapshot() {
        return journal.wantsSnapshot();
    }

    @Override
    public SnapshotWriter beginSnapshot(long sequence, Runnable whenReady) {
        return journal.beginSnapshot(sequence, whenReady);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    /** Looks at what passes by. */
    private final class Watch implements RecoveryReader {
        private final RecoveryReader reader;
        private final long begun = nanoTime.getAsLong();
        private long told = begun;
        private long snapshotBytes;
        private long snapshotRead = begun;
        private long batches;
        private long batchBytes;

        Watch(RecoveryReader reader) {
            this.reader = reader;
        }

        @Override
        public void readSnapshot(ByteBuffer part) {
            snapshotBytes += part.remaining();
            reader.readSnapshot(part);
            snapshotRead = nanoTime.getAsLong();
            tellIfLong(snapshotRead);
        }

        @Override
        public void readBatch(ByteBuffer batch) {
            batches++;
            batchBytes += batch.remaining();
            reader.readBatch(batch);
            tellIfLong(nanoTime.getAsLong());
        }

        private void tellIfLong(long now) {
            if (now - told >= TELLING_INTERVAL.toNanos()) {
                told = now;
                teller.accept("reading the journal in " + journal.description() + " for "
                        + Figures.time(Duration.ofNanos(now - begun)) + ": " + Figures.bytes(snapshotBytes)
                        + " of a snapshot, " + Figures.count(batches, "batch", "batches") + " with "
                        + Figures.bytes(batchBytes) + " after it");
            }
        }

        Recovery result(long lastSequence) {
            return new Recovery(
                    lastSequence,
                    snapshotBytes,
                    Duration.ofNanos(snapshotRead - begun),
                    batches,
                    batchBytes,
                    Duration.ofNanos(nanoTime.getAsLong() - snapshotRead));
        }
    }
}
