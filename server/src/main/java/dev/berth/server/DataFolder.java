package dev.berth.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a server's files, held by a lock so that no second server uses it at the same time. The lock goes with
 * the process, however that ends; the file {@code lock} stays and names the last process that held it.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "lock";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the folder if it is missing, and takes it.
     *
     * @throws StartException if it cannot be made, written to or taken, naming it
     */
    static DataFolder open(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            return new DataFolder(path, lock(path));
        } catch (FileAlreadyExistsException notFolder) {
            throw new StartException("data folder " + path + " is not a folder", notFolder);
        } catch (IOException unusable) {
            throw new StartException("data folder " + path + " cannot be written to: " + unusable, unusable);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK_FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = read(channel);
            channel.close();
            throw new StartException("data folder " + folder + " is in use by another server, process " + holder, null);
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode("" + ProcessHandle.current().pid()));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    /** The process that holds the lock, as far as the system lets another process read it. */
    private static String read(FileChannel channel) {
        ByteBuffer text = ByteBuffer.allocate(64);
        try {
            channel.read(text, 0);
        } catch (IOException unreadable) {
            return "unknown";
        }
        return StandardCharsets.UTF_8.decode(text.flip()).toString();
    }
}
