package dev.berth.bench;

import dev.berth.engine.Journals;
import dev.berth.engine.LocalJournalConfig;
import dev.berth.spi.Journal;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A folder for journals, on the disk of a given one, deleted in the end. */
public final class Folder implements AutoCloseable {
    private final Path path;

    private Folder(Path path) {
        this.path = path;
    }

    /** A new folder in the given one, which need not be there yet. */
    public static Folder in(Path parent) throws IOException {
        return new Folder(Files.createTempDirectory(Files.createDirectories(parent), "berth-bench-"));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** A journal in a folder of that name in it. */
    public Journal journal(String name, LocalJournalConfig config) throws IOException {
        return Journals.local(path.resolve(name), config);
    }

    /** How many bytes the files in it have whose names begin so; files may come and go meanwhile. */
    public long bytesOf(String prefix) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().startsWith(prefix)) {
                    bytes.addAndGet(attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return bytes.get();
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(path)) {
            deepestFirst = files.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
