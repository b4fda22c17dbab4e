package dev.berth.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What those ask of a file system who keep things, beyond {@link Files}: nothing here follows a symbolic link in the last part of a
 * path, and what is said to be durable survives a power cut. Every method waits for the disk.
 */
public final class DurableFiles {
    /** Appended to the name of what is not whole yet. */
    private static final String PART_SUFFIX = ".part";

    private DurableFiles() {}

    /** Whether this is a file with bytes of its own. */
    public static boolean isRegular(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether this is a folder, and no link to one. */
    public static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** What the file system knows of a path itself, not of what it links to. */
    public static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens a file for reading; fails for a symbolic link. */
    public static FileChannel openForReading(Path path) throws IOException {
        return FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Creates a folder that is missing, and makes its name durable. */
    public static void createFolder(Path folder) throws IOException {
        if (!isFolder(folder)) {
            Files.createDirectory(folder);
            syncFolder(folder.toAbsolutePath().getParent());
        }
    }

    /** Makes the bytes of a file durable, but not its name. */
    public static void syncFile(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            channel.force(true);
        }
    }

    /** Makes the names in a folder durable. */
    public static void syncFolder(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The name under which something is written until it is whole. */
    public static Path part(Path path) {
        return path.resolveSibling(path.getFileName() + PART_SUFFIX);
    }

    /**
     * Writes a file so that it is there whole and durable, or not at all; one that is there is replaced.
     *
     * @param attributes what the file has from its first moment on, such as {@link OwnersOnly#FILE}
     */
    public static void write(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        Path part = part(file);
        Files.deleteIfExists(part);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(part, options, attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(file.toAbsolutePath().getParent());
    }

    /** Copies a file into a new one, which is there whole or not at all. */
    public static void copy(Path source, Path target) throws IOException {
        Path part = part(target);
        try (FileChannel channel = openForReading(source);
                InputStream bytes = Channels.newInputStream(channel)) {
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
