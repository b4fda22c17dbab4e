package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segment after the one in use: a file of zeros, made ahead so that a batch never waits for the file system to find room,
 * and so that there is room for the ends of sessions when the disk is full.
 *
 * <p>Thread-safe. A helper fills the file in steps, behind; who needs it earlier does the rest himself. The lock is held for
 * one step at a time.
 */
final class SpareSegment {
    private static final Logger LOG = System.getLogger(SpareSegment.class.getName());
    private static final int STEP_BYTES = 1 << 20;

    private final Disk disk;
    private final int segmentBytes;
    private final ByteBuffer zeros;
    private @Nullable DiskFile file;
    private volatile long filledBytes;
    private volatile boolean lacking;

    SpareSegment(Disk disk, int segmentBytes) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.zeros = ByteBuffer.allocateDirect(Math.min(STEP_BYTES, segmentBytes));
    }

    /**
     * Takes over what an earlier process left, for its room. All of it is filled again: only what this process has written and
     * synced is certain to be there, and to be zeros.
     */
    synchronized void adopt(List<String> files) throws IOException {
        if (files.contains(FileNames.SPARE)) {
            DiskFile found = disk.open(FileNames.SPARE);
            file = found;
            if (found.size() > segmentBytes) {
                found.truncate(segmentBytes);
            }
        }
    }

    /** Whether there is no spare and none could be made. */
    boolean isLacking() {
        return lacking;
    }

    /** Whether a spare is there to be taken. */
    boolean isWhole() {
        return filledBytes == segmentBytes;
    }

    /** Does one step of making a spare; true if there is more to do. */
    synchronized boolean step() {
        if (isWhole()) {
            return false;
        }
        try {
            fill();
            boolean whole = isWhole();
            lacking &= !whole;
            return !whole;
        } catch (IOException e) {
            if (!lacking) {
                LOG.log(Level.WARNING, "no room for another segment; only what ends something is accepted", e);
            }
            lacking = true;
            giveUp();
            return false;
        }
    }

    /**
     * Makes the spare a segment: writes its header, durably, then gives it its name, durably. Does what is missing of it first.
     *
     * @return the segment, open
     * @throws IOException if there is no spare and none can be made
     */
    DiskFile use(FileHeader header, String name) throws IOException {
        while (true) {
            synchronized (this) {
                DiskFile whole = file;
                if (whole != null && isWhole()) {
                    whole.write(header.toBytes(), 0);
                    whole.sync();
                    disk.rename(FileNames.SPARE, name);
                    disk.syncFolder();
                    file = null;
                    filledBytes = 0;
                    return whole;
                }
                fill();
            }
        }
    }

    synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private void fill() throws IOException {
        DiskFile open = file;
        if (open == null) {
            disk.delete(FileNames.SPARE);
            open = disk.create(FileNames.SPARE);
            file = open;
            filledBytes = 0;
        }
        long filledFrom = filledBytes;
        zeros.clear().limit((int) Math.min(zeros.capacity(), segmentBytes - filledFrom));
        int bytes = zeros.remaining();
        open.write(zeros, filledFrom);
        open.sync();
        filledBytes = filledFrom + bytes;
        if (isWhole()) {
            disk.syncFolder();
        }
    }

    /** After a write or a sync that failed nothing is known of the file, and its room is needed. */
    private void giveUp() {
        try {
            if (file != null) {
                file.close();
            }
            disk.delete(FileNames.SPARE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a spare segment that could not be filled cannot be removed", e);
        }
        file = null;
        filledBytes = 0;
    }
}
