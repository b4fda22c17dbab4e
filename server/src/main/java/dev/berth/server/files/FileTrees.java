package dev.berth.server.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folders that code of others has written in: it may have planted links in them, taken rights away, or be writing still. Every
 * method waits for the disk.
 */
public final class FileTrees {
    private static final Set<PosixFilePermission> FILE_RIGHTS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> FOLDER_RIGHTS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private FileTrees() {}

    /** Deletes a file, or a folder with all that is in it; links are deleted, and not what they lead to. */
    public static void delete(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new TreeDeletion());
        } catch (NoSuchFileException alreadyGone) {
            return;
        }
    }

    /** Gives this process, which owns the path, the rights to use it; whether one was missing. */
    public static boolean allow(Path path) throws IOException {
        Set<PosixFilePermission> needed =
                Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? FOLDER_RIGHTS : FILE_RIGHTS;
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!permissions.addAll(needed)) {
            return false;
        }
        Files.setPosixFilePermissions(path, permissions);
        return true;
    }

    /**
     * Deletes what it visits, folders last. What somebody else has deleted meanwhile is deleted. Code that ran in a session may
     * have taken rights to its folders away.
     */
    private static final class TreeDeletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            try {
                allow(folder);
                return FileVisitResult.CONTINUE;
            } catch (NoSuchFileException alreadyGone) {
                return FileVisitResult.SKIP_SUBTREE;
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof AccessDeniedException
                    && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                    && allow(file)) {
                delete(file);
            } else if (!(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
