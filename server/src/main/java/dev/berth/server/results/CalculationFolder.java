package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.server.files.DurableFiles;
import dev.berth.server.files.FileTrees;
import dev.berth.server.results.KeptCalculation.KeptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folder that a calculation's files are kept in. It gets its name when it is whole and durable; until then it is a part,
 * and what has been moved into that stays, so that taking over goes on where a crash ended it. Every method waits for the
 * disk; not for two threads at a time.
 */
final class CalculationFolder {
    private final Path folder;

    CalculationFolder(Path sessionFolder, CalculationId calculation) {
        this.folder = sessionFolder.resolve(calculation.toString());
    }

    boolean isWhole() {
        return DurableFiles.isFolder(folder);
    }

    /** Moves the files of a calculation here; those that are missing, or are anything but plain files, become empty ones. */
    void take(Path files) throws IOException {
        Path part = DurableFiles.part(folder);
        if (!DurableFiles.isFolder(part)) {
            Files.createDirectory(part);
        }
        boolean isSource = DurableFiles.isFolder(files);
        for (ResultName name : ResultName.ALL) {
            Path target = part.resolve(name.text());
            Path source = files.resolve(name.text());
            if (isSource && DurableFiles.isRegular(source)) {
                Files.move(source, target, StandardCopyOption.REPLACE_EXISTING);
            }
            makeDurable(target);
        }
        DurableFiles.syncFolder(part);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder.toAbsolutePath().getParent());
    }

    /** The writer of the file may have put anything in its place since it was looked at, and taken rights to it away. */
    private static void makeDurable(Path file) throws IOException {
        if (!DurableFiles.isRegular(file)) {
            FileTrees.delete(file);
            Files.createFile(file);
            return;
        }
        FileTrees.allow(file);
        if (DurableFiles.attributes(file).size() > 0) {
            DurableFiles.syncFile(file);
        }
    }

    /**
     * What is here.
     *
     * @throws IOException if the disk fails, or one of the files is not there as a plain file
     */
    KeptCalculation read() throws IOException {
        return new KeptCalculation(
                readFile(ResultName.RESULT), readFile(ResultName.STDERR), readFile(ResultName.STDOUT));
    }

    private KeptFile readFile(ResultName name) throws IOException {
        Path file = folder.resolve(name.text());
        BasicFileAttributes attributes = DurableFiles.attributes(file);
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(file.toString(), null, "not a plain file");
        }
        return new KeptFile(attributes.size(), attributes.lastModifiedTime().toMillis());
    }
}
