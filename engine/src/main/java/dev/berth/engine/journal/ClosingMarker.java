package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import dev.berth.engine.journal.FileHeader.Kind;
import java.io.IOException;

/**
 * The file that says where the log of a journal ends that was closed in order. It is there only while nothing runs: so what
 * is missing before that end is known to be missing.
 */
final class ClosingMarker {
    private ClosingMarker() {}

    static FileHeader read(Disk disk) throws IOException {
        try (DiskFile file = disk.open(FileNames.CLOSING_MARKER)) {
            return FileHeader.read(file, FileNames.CLOSING_MARKER, Kind.CLOSING);
        }
    }

    /** Writes the marker, so that at each instant it is there as a whole or not at all. */
    static void write(Disk disk, long lastSequence, int lastChecksum) throws IOException {
        disk.delete(FileNames.UNFINISHED_MARKER);
        try (DiskFile file = disk.create(FileNames.UNFINISHED_MARKER)) {
            file.write(new FileHeader(Kind.CLOSING, lastSequence, lastChecksum, 0, 0, 0).toBytes(), 0);
            file.sync();
        }
        disk.rename(FileNames.UNFINISHED_MARKER, FileNames.CLOSING_MARKER);
        disk.syncFolder();
    }
}
