package dev.berth.engine.journal;

import dev.berth.engine.journal.LogScan.Found;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import dev.berth.spi.TimeSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a folder of this machine: a chain of preallocated segments, and snapshots beside it. The package page tells how
 * the bytes lie and why what is read is what was written.
 *
 * <p>One thread writes batches, one at a time, and syncs each; a second one fills the next segment, writes snapshots and
 * deletes what they replace. After a write or a sync of a batch that failed, every further append fails.
 */
public final class LocalJournal implements Journal {
    private static final Logger LOG = System.getLogger(LocalJournal.class.getName());
    private final Disk disk;
    private final LogSettings settings;
    private final Workers workers;
    private final LongSupplier salts;
    private final TimeSource time;
    private final JournalStats stats;
    private final SpareSegment spare;
    private final SegmentLog log;
    private final AtomicBoolean spareRequested = new AtomicBoolean();
    private boolean recovered;
    private volatile boolean failed;
    private volatile long nextSnapshotBytes;
    private volatile long lastSnapshotBytes;
    private @Nullable SnapshotTask snapshot;

    /**
     * A journal on the given disk, which it closes.
     *
     * @param salts random numbers that nobody can foresee, one for each file
     * @param time tells how long a batch takes
     * @param stats what counts
     */
    public LocalJournal(
            Disk disk, LogSettings settings, Workers workers, LongSupplier salts, TimeSource time, JournalStats stats) {
        this.disk = disk;
        this.settings = settings;
        this.workers = workers;
        this.salts = salts;
        this.time = time;
        this.stats = stats;
        this.spare = new SpareSegment(disk, settings.segmentBytes());
        this.log = new SegmentLog(disk, settings, spare, salts);
    }

    /**
     * A journal in a folder, which is made if it is missing, with threads of its own.
     *
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static LocalJournal open(Path folder, LogSettings settings, TimeSource time, JournalStats stats)
            throws IOException {
        return new LocalJournal(
                FolderDisk.open(folder), settings, Workers.threads(), new SecureRandom()::nextLong, time, stats);
    }

    @Override
    public String description() {
        return disk.description();
    }

    @Override
    public int maxBatchBytes() {
        return settings.maxBatchBytes();
    }

    @Override
    public long recover(RecoveryReader reader) throws IOException {
        Found found = LogScan.read(disk, reader);
        if (found.endOfContent() > found.end()) {
            LOG.log(
                    Level.WARNING,
                    "the last batch in {0} was not written to its end, and never acknowledged: {1} bytes from byte {2} on are cut",
                    found.lastSegment(),
                    found.endOfContent() - found.end(),
                    found.end());
        }
        List<String> files = disk.list();
        // The name of the snapshot that was read may not be durable yet; until it is, what it replaces is needed.
        disk.syncFolder();
        if (found.isClosed()) {
            disk.delete(FileNames.CLOSING_MARKER);
        }
        for (String leftover : found.leftovers()) {
            disk.delete(leftover);
        }
        disk.syncFolder();
        log.resume(found);
        spare.adopt(files);
        lastSnapshotBytes = found.snapshotBytes();
        stats.recovered(lastSnapshotBytes);
        nextSnapshotBytes = snapshotInterval();
        recovered = true;
        requestSpare();
        return found.lastSequence();
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        workers.write(() -> write(batch, listener));
    }

    private void write(Batch batch, AppendListener listener) {
        long begun = time.nanoTime();
        long bytesBefore = log.tail().appendedBytes();
        try {
            if (failed) {
                throw new IOException("an earlier write or sync failed");
            }
            log.append(batch);
        } catch (IOException | RuntimeException | Error e) {
            failed = true;
            listener.failed(e);
            return;
        }
        long nanos = time.nanoTime() - begun;
        requestSpare();
        listener.durable();
        stats.batchWritten(log.tail().appendedBytes() - bytesBefore, nanos);
    }

    @Override
    public boolean acceptsNewWork() {
        if (!spare.isLacking()) {
            return true;
        }
        requestSpare();
        return false;
    }

    /** Has the next segment made, unless it is there or being made; where there was no room, looks whether there is now. */
    private void requestSpare() {
        if (!spare.isWhole() && spareRequested.compareAndSet(false, true)) {
            if (spare.isLacking()) {
                workers.workLater(this::makeSpare);
            } else {
                workers.work(this::makeSpare);
            }
        }
    }

    private void makeSpare() {
        if (spare.step()) {
            workers.work(this::makeSpare);
        } else {
            spareRequested.set(false);
        }
    }

    @Override
    public boolean wantsSnapshot() {
        return (snapshot == null || snapshot.isDone()) && !failed && log.tail().appendedBytes() >= nextSnapshotBytes;
    }

    @Override
    public SnapshotWriter beginSnapshot(long sequence, Runnable whenReady) {
        SegmentLog.Tail tail = log.tail();
        nextSnapshotBytes = tail.appendedBytes() + snapshotInterval();
        SnapshotTask task = new SnapshotTask(sequence, tail.checksumOf(sequence), whenReady);
        snapshot = task;
        task.begin();
        return task;
    }

    /** So that writing snapshots costs at most as much as writing batches, however large the state is. */
    private long snapshotInterval() {
        return Math.max(settings.snapshotBytes(), lastSnapshotBytes);
    }

    /** A snapshot on its way to the disk, written by the worker for files. One that fails is given up; there is a next time. */
    private final class SnapshotTask implements SnapshotWriter {
        private final long sequence;
        private final int batchChecksum;
        private final Runnable whenReady;
        private final AtomicInteger waiting = new AtomicInteger();
        private SnapshotFile.@Nullable Writer file;
        private volatile boolean done;

        SnapshotTask(long sequence, int batchChecksum, Runnable whenReady) {
            this.sequence = sequence;
            this.batchChecksum = batchChecksum;
            this.whenReady = whenReady;
        }

        void begin() {
            later(() -> {
                disk.delete(FileNames.UNFINISHED_SNAPSHOT);
                file = new SnapshotFile.Writer(
                        disk.create(FileNames.UNFINISHED_SNAPSHOT), sequence, batchChecksum, salts.getAsLong());
            });
        }

        @Override
        public boolean isReady() {
            return waiting.get() == 0;
        }

        @Override
        public void write(ByteBuffer part) {
            later(() -> openFile().write(part));
        }

        @Override
        public void finish() {
            later(() -> {
                SnapshotFile.Writer whole = openFile();
                whole.finish();
                file = null;
                disk.rename(FileNames.UNFINISHED_SNAPSHOT, FileNames.snapshot(sequence));
                disk.syncFolder();
                lastSnapshotBytes = whole.size();
                release();
                done = true;
                stats.snapshotWritten(lastSnapshotBytes);
            });
        }

        @Override
        public boolean isDone() {
            return done;
        }

        /** Deletes what the snapshot has replaced, now that it is in force. */
        private void release() throws IOException {
            for (String name : disk.list()) {
                OptionalLong older = FileNames.snapshotSequence(name);
                if (older.isPresent() && older.getAsLong() < sequence) {
                    disk.delete(name);
                }
            }
            log.release(sequence);
        }

        private SnapshotFile.Writer openFile() {
            return Objects.requireNonNull(file, "the snapshot is not open");
        }

        private void later(FileAction action) {
            waiting.incrementAndGet();
            workers.work(() -> {
                if (!done) {
                    attempt(action);
                }
                waiting.decrementAndGet();
                whenReady.run();
            });
        }

        private void attempt(FileAction action) {
            try {
                action.run();
            } catch (IOException | RuntimeException | Error e) {
                LOG.log(Level.WARNING, "a snapshot failed; the batches that it would have replaced are kept", e);
                done = true;
                abandon();
                stats.snapshotFailed();
            }
        }

        /** Closes the file of a snapshot that was not finished, and removes it. */
        void abandon() {
            try {
                if (file != null) {
                    file.abandon();
                    file = null;
                    disk.delete(FileNames.UNFINISHED_SNAPSHOT);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "a snapshot that was given up cannot be removed", e);
            }
        }
    }

    /** Something that is done with files. */
    private interface FileAction {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        workers.close();
        try {
            if (snapshot != null) {
                snapshot.abandon();
            }
            spare.close();
            log.close();
            // Of what could not be read, or not be written, nobody knows where it ends.
            if (recovered && !failed) {
                log.syncAll();
                ClosingMarker.write(disk, log.tail().sequence(), log.tail().checksum());
            }
        } finally {
            disk.close();
        }
    }
}
