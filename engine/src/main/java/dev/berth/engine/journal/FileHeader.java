package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The first bytes of every file of a journal. The package page draws them.
 *
 * @param kind what the file is
 * @param sequence of a segment its first batch, of a snapshot or a closing marker the last batch that it includes
 * @param checksum of the batch before the first one, or of the last one
 * @param maxFrameBytes the largest payload of a frame in the file
 * @param fileBytes the size of a segment, which never changes; 0 in other files
 * @param salt what the checksums of the file's frames begin with
 */
record FileHeader(Kind kind, long sequence, int checksum, int maxFrameBytes, long fileBytes, long salt) {
    static final int BYTES = 64;
    static final int VERSION = 1;

    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

    /** The kinds of files, each with the eight letters that it begins with. */
    enum Kind {
        SEGMENT("BERTHSEG"),
        SNAPSHOT("BERTHSNP"),
        CLOSING("BERTHEND");

        private final long magic;

        Kind(String magic) {
            this.magic =
                    ByteBuffer.wrap(magic.getBytes(StandardCharsets.US_ASCII)).getLong();
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(kind.magic)
                .putInt(VERSION)
                .putLong(sequence)
                .putInt(checksum)
                .putInt(maxFrameBytes)
                .putLong(fileBytes)
                .putLong(salt);
        bytes.putInt(CHECKED_BYTES, checksumOf(bytes));
        return bytes.clear();
    }

    /**
     * Reads the header of a file.
     *
     * @throws DamagedJournalException if there is none, or another kind's
     * @throws IOException also if the file is of a version that this program does not know
     */
    static FileHeader read(DiskFile file, String name, Kind kind) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        if (file.read(bytes, 0) < BYTES) {
            throw new DamagedJournalException(name, 0, "its header is not complete");
        }
        bytes.flip();
        long magic = bytes.getLong();
        int version = bytes.getInt();
        if (magic != kind.magic) {
            throw new DamagedJournalException(name, 0, "its header is not that of a " + kind.text());
        }
        if (version != VERSION) {
            throw new IOException(
                    name + " is of version " + version + ", and this program knows version " + VERSION + " only");
        }
        FileHeader header =
                new FileHeader(kind, bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong());
        if (bytes.getInt(CHECKED_BYTES) != checksumOf(bytes)) {
            throw new DamagedJournalException(name, 0, "the checksum of its header is wrong");
        }
        return header;
    }

    private static int checksumOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(CHECKED_BYTES));
        return (int) crc.getValue();
    }
}
