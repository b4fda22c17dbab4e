package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import dev.berth.engine.journal.FileHeader.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The file of a snapshot: its parts, each a frame, and a last frame that tells how many there are. */
final class SnapshotFile {
    /** The count of the last frame, which no part has. */
    private static final int END = -1;

    private SnapshotFile() {}

    /**
     * Reads the whole file once, to be sure of it before anything of it is handed over.
     *
     * @throws DamagedJournalException if it is not what was written
     */
    static void verify(Disk disk, long sequence) throws IOException {
        readParts(disk, sequence, (file, position, part) -> {});
    }

    /** Hands over the parts of a good file, and returns its header. */
    static FileHeader read(Disk disk, long sequence, FrameVisitor visitor) throws IOException {
        return readParts(
                disk, sequence, (file, position, part) -> visitor.snapshotPart(file, position, sequence, part));
    }

    /** Takes a part, with the place where it lies. */
    private interface PartTaker {
        void take(String file, long position, ByteBuffer part);
    }

    static long size(Disk disk, long sequence) throws IOException {
        try (DiskFile file = disk.open(FileNames.snapshot(sequence))) {
            return file.size();
        }
    }

    private static FileHeader readParts(Disk disk, long sequence, PartTaker taker) throws IOException {
        try (FrameReader frames = FrameReader.open(disk, FileNames.snapshot(sequence), Kind.SNAPSHOT)) {
            if (frames.header().sequence() != sequence) {
                throw new DamagedJournalException(
                        frames.name(), 0, "it is of batch " + frames.header().sequence());
            }
            long position = FileHeader.BYTES;
            int checksum = 0;
            for (long number = 1; ; number++) {
                if (!frames.hasFrameAt(position)
                        || Frame.sequence(frames.frame()) != number
                        || Frame.previousChecksum(frames.frame()) != checksum) {
                    throw new DamagedJournalException(frames.name(), position, "part " + number + " is broken");
                }
                checksum = Frame.carriedChecksum(frames.frame());
                boolean isEnd = Frame.count(frames.frame()) == END;
                if (!isEnd) {
                    long at = position;
                    frames.handOver(part -> taker.take(frames.name(), at, part), at);
                }
                position += Frame.bytes(Frame.payloadBytes(frames.frame()));
                if (isEnd) {
                    break;
                }
            }
            if (position != frames.size()) {
                throw new DamagedJournalException(frames.name(), position, "something follows its end");
            }
            return frames.header();
        }
    }

    /** Writes the file, part by part. A part is synced before the next one, so that no sync has much to do at once. */
    static final class Writer {
        private final DiskFile file;
        private final long salt;
        private long position = FileHeader.BYTES;
        private long parts;
        private int checksum;

        /** A writer of a file that is empty. */
        Writer(DiskFile file, long sequence, int batchChecksum, long salt) throws IOException {
            this.file = file;
            this.salt = salt;
            file.write(new FileHeader(Kind.SNAPSHOT, sequence, batchChecksum, Integer.MAX_VALUE, 0, salt).toBytes(), 0);
        }

        void write(ByteBuffer part) throws IOException {
            append(part, 0);
        }

        /** Writes the end; the file is whole, and durable but for its name. */
        void finish() throws IOException {
            append(ByteBuffer.allocate(Long.BYTES).putLong(parts).flip(), END);
            file.close();
        }

        void abandon() throws IOException {
            file.close();
        }

        /** How many bytes were written. */
        long size() {
            return position;
        }

        private void append(ByteBuffer payload, int count) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(Frame.bytes(payload.remaining()));
            frame.position(Frame.HEADER_BYTES).put(payload);
            parts++;
            checksum = Frame.seal(frame, parts, checksum, count, salt);
            int bytes = frame.remaining();
            file.write(frame, position);
            file.sync();
            position += bytes;
        }
    }
}
