package dev.berth.server.audit;

import dev.berth.server.files.OwnersOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that only its owner may read, which makes place for a new one when it is full. Every method waits for the
 * disk. Not thread-safe.
 */
final class RotatingFile {
    /**
     * How much is written before it is synced, the piece with which it becomes as much included. A file that is synced only when it
     * is full keeps the disk for a tenth of a second, and the journal waits for the same disk.
     */
    static final int SYNC_AFTER_BYTES = 256 << 10;

    private final Path path;
    private final long maxBytes;
    private final int maxFiles;

    private @Nullable FileChannel channel;
    private int unsyncedBytes;

    /**
     * A file that is made when it is first written to, or continued.
     *
     * @param maxBytes the size that it does not grow beyond, unless by a single piece that is larger
     * @param maxFiles how many files there are at most, this one and older ones; at least 1
     */
    RotatingFile(Path path, long maxBytes, int maxFiles) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** Adds whole lines. After a failure the next call begins with the file as it is then. */
    void append(ByteBuffer lines) throws IOException {
        boolean isWritten = false;
        try {
            FileChannel file = roomFor(lines.remaining());
            while (lines.hasRemaining()) {
                unsyncedBytes += file.write(lines);
            }
            if (unsyncedBytes >= SYNC_AFTER_BYTES) {
                sync(file);
            }
            isWritten = true;
        } finally {
            if (!isWritten) {
                abandon();
            }
        }
    }

    private FileChannel roomFor(int bytes) throws IOException {
        FileChannel file = channel == null ? open() : channel;
        if (file.size() > 0 && file.size() + bytes > maxBytes) {
            close();
            rotate();
            file = open();
        }
        return file;
    }

    private FileChannel open() throws IOException {
        FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OwnersOnly.FILE);
        channel = file;
        Files.setPosixFilePermissions(path, OwnersOnly.FILE_MODE);
        file.position(file.size());
        endCutLine(file);
        return file;
    }

    /** A crash, or a full disk, may have left the beginning of a line. */
    private static void endCutLine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        if (file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n') {
            file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private void rotate() throws IOException {
        for (int age = maxFiles - 1; age > 0; age--) {
            if (Files.exists(aged(age - 1))) {
                Files.move(aged(age - 1), aged(age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(path);
    }

    private Path aged(int age) {
        return age == 0 ? path : path.resolveSibling(path.getFileName() + "." + age);
    }

    private void abandon() {
        try {
            close();
        } catch (IOException alsoFailing) {
            channel = null;
        }
    }

    /** Syncs and closes it; it may be written to again. */
    void close() throws IOException {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            try (file) {
                sync(file);
            }
        }
    }

    private void sync(FileChannel file) throws IOException {
        unsyncedBytes = 0;
        file.force(false);
    }
}
