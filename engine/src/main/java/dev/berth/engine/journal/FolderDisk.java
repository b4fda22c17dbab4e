package dev.berth.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the file system, held by a lock on a file in it so that no second process uses it at the same time. Several may
 * read it together while nobody uses it.
 */
public final class FolderDisk implements Disk {
    private static final String LOCK_FILE = "lock";

    private final Path folder;
    private final @Nullable FileChannel lock;
    private final boolean readOnly;

    private FolderDisk(Path folder, @Nullable FileChannel lock, boolean readOnly) {
        this.folder = folder;
        this.lock = lock;
        this.readOnly = readOnly;
    }

    /**
     * Creates the folder if it is missing, and takes it.
     *
     * @throws IOException if it cannot be made or is in use, naming it
     */
    public static FolderDisk open(Path folder) throws IOException {
        createDurably(folder.toAbsolutePath());
        return new FolderDisk(folder, lockAlone(folder), false);
    }

    /**
     * Opens a folder that must be there, to change nothing in it. Until it is closed nobody can take the folder, unless there is
     * no file to lock, as in a copy without it.
     *
     * @throws IOException if it is not there or in use, naming it
     */
    public static FolderDisk openReadOnly(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        return new FolderDisk(folder, lockWithOthers(folder), true);
    }

    private static void createDurably(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(path)) {
            createDurably(parent);
            Files.createDirectory(path);
            syncFolder(parent);
        }
    }

    private static FileChannel lockAlone(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return lock(folder, channel, false);
    }

    private static @Nullable FileChannel lockWithOthers(Path folder) throws IOException {
        try {
            return lock(folder, FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.READ), true);
        } catch (NoSuchFileException neverUsed) {
            return null;
        }
    }

    private static FileChannel lock(Path folder, FileChannel channel, boolean shared) throws IOException {
        if (tryLock(channel, shared) == null) {
            channel.close();
            throw new IOException("folder " + folder + " is in use by another process");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    @Override
    public String description() {
        return folder.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK_FILE))
                    .toList();
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        requireWritable();
        return new ChannelFile(FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path file = folder.resolve(name);
        return new ChannelFile(
                readOnly
                        ? FileChannel.open(file, StandardOpenOption.READ)
                        : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireWritable();
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        requireWritable();
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void syncFolder() throws IOException {
        syncFolder(folder);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    private void requireWritable() throws IOException {
        if (readOnly) {
            throw new IOException("folder " + folder + " was opened to be read only");
        }
    }

    private static void syncFolder(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int total = 0;
            while (target.hasRemaining()) {
                int count = channel.read(target, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            // Also brings the size, where that is needed to find the bytes again.
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
