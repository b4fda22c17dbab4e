package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import dev.berth.engine.journal.FileHeader.Kind;
import dev.berth.spi.Journal.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of batches, a chain of segments. One thread appends, one batch after the other is durable; another one may release
 * what a snapshot has replaced.
 */
final class SegmentLog {
    private final Disk disk;
    private final LogSettings settings;
    private final SpareSegment spare;
    private final LongSupplier salts;
    private final NavigableMap<Long, String> segments = new ConcurrentSkipListMap<>();
    private final ByteBuffer buffer;
    private @Nullable DiskFile active;
    private long activeBytes;
    private long position;
    private long salt;
    private volatile Tail tail = new Tail(0, 0, 0, 0);

    SegmentLog(Disk disk, LogSettings settings, SpareSegment spare, LongSupplier salts) {
        this.disk = disk;
        this.settings = settings;
        this.spare = spare;
        this.salts = salts;
        this.buffer = ByteBuffer.allocateDirect(Frame.bytes(settings.maxBatchBytes()));
    }

    /** Goes on behind what a scan found, once the disk has that, and only that. */
    void resume(LogScan.Found found) throws IOException {
        segments.putAll(found.segments());
        tail = new Tail(found.lastSequence(), found.lastChecksum(), 0, found.tailBytes());
        String last = found.lastSegment();
        if (last == null) {
            return;
        }
        DiskFile file = disk.open(last);
        active = file;
        FileHeader header = FileHeader.read(file, last, Kind.SEGMENT);
        settleEnd(file, found, Frame.bytes(header.maxFrameBytes()));
        activeBytes = header.maxFrameBytes() < settings.maxBatchBytes() ? 0 : file.size();
        position = found.end();
        salt = header.salt();
    }

    /** Writes a batch; when this returns it is durable. */
    void append(Batch batch) throws IOException {
        buffer.clear().position(Frame.HEADER_BYTES).limit(Frame.HEADER_BYTES + settings.maxBatchBytes());
        batch.encodeTo(buffer);
        buffer.limit(buffer.capacity());
        DiskFile file = fileFor(Frame.bytes(buffer.position() - Frame.HEADER_BYTES));
        Tail before = tail;
        int checksum = Frame.seal(buffer, batch.sequence(), before.checksum, batch.factCount(), salt);
        int bytes = buffer.remaining();
        file.write(buffer, position);
        if (settings.syncsBatches()) {
            file.sync();
        }
        position += bytes;
        tail = new Tail(batch.sequence(), checksum, before.checksum, before.appendedBytes + bytes);
    }

    /** The end of the log. Any thread. */
    Tail tail() {
        return tail;
    }

    /**
     * Where the log ends.
     *
     * @param sequence the last batch that is durable
     * @param checksum its checksum
     * @param checksumBefore the checksum of the batch before it, unless that was appended by an earlier process
     * @param appendedBytes how many bytes of batches were appended, those that were found after the last snapshot included
     */
    record Tail(long sequence, int checksum, int checksumBefore, long appendedBytes) {

        /** The checksum of the last batch, or of the one before it. */
        int checksumOf(long wanted) {
            if (wanted == sequence) {
                return checksum;
            }
            if (wanted == sequence - 1) {
                return checksumBefore;
            }
            throw new IllegalArgumentException("batch " + wanted + " is not one of the last two up to " + sequence);
        }
    }

    /** Deletes the segments that hold nothing after the given batch. Any thread. */
    void release(long throughSequence) throws IOException {
        Long needed = segments.floorKey(throughSequence + 1);
        if (needed == null) {
            return;
        }
        NavigableMap<Long, String> unneeded = segments.headMap(needed, false);
        for (String name : unneeded.values()) {
            disk.delete(name);
        }
        unneeded.clear();
        disk.syncFolder();
    }

    void close() throws IOException {
        if (active != null) {
            active.close();
        }
    }

    /** Makes durable what was appended without a sync. */
    void syncAll() throws IOException {
        if (settings.syncsBatches()) {
            return;
        }
        for (String name : segments.values()) {
            try (DiskFile file = disk.open(name)) {
                file.sync();
            }
        }
    }

    private DiskFile fileFor(int frameBytes) throws IOException {
        DiskFile file = active;
        return file != null && position + frameBytes <= activeBytes ? file : nextSegment();
    }

    private DiskFile nextSegment() throws IOException {
        close();
        long first = tail.sequence + 1;
        salt = salts.getAsLong();
        String name = FileNames.segment(first);
        FileHeader header = new FileHeader(
                Kind.SEGMENT, first, tail.checksum, settings.maxBatchBytes(), settings.segmentBytes(), salt);
        DiskFile file = spare.use(header, name);
        active = file;
        segments.put(first, name);
        activeBytes = settings.segmentBytes();
        position = FileHeader.BYTES;
        return file;
    }

    /**
     * Writes the last batch again, and zeros over all that a batch behind it may have left. What a scan was shown may not be on
     * the disk: the process before this one may have been killed between a write and its sync, or have seen the sync fail,
     * after which only what is written again is certain to get there. It counts from now on, so it must not go away.
     */
    private static void settleEnd(DiskFile file, LogScan.Found found, int maxFrameBytes) throws IOException {
        long to = Math.max(found.endOfContent(), Math.min(file.size(), found.end() + maxFrameBytes));
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - found.lastBatchAt()));
        file.read(bytes.limit((int) (found.end() - found.lastBatchAt())), found.lastBatchAt());
        file.write(bytes.clear(), found.lastBatchAt());
        file.sync();
    }
}
