package dev.berth.server.runtime.jupyter;

import dev.berth.server.files.OwnersOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Files and folders that only their owner reads. They outlive the server's process. Nothing is synced: no kernel survives a
 * power cut, and what calculations put out is synced where it is kept.
 */
final class OwnersFiles {
    private OwnersFiles() {}

    /** Writes a file, at once or not at all. */
    static void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, OwnersOnly.FILE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes the folder and those above it, where they are missing. */
    static void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder, OwnersOnly.FOLDER);
    }
}
