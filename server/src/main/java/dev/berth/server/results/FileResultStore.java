package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.files.DurableFiles;
import dev.berth.server.files.FileTrees;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps results in files of this machine: {@code FOLDER/SESSION/CALCULATION/NAME}, and beside the calculations of a session
 * the {@linkplain ResultPlace place} that clients know them by. Thread-safe; works on threads of its own.
 *
 * <p>What {@link #objects} shows is durable: a calculation's files are moved into a folder that gets its name last, all is
 * synced, and only then does the index have them. The index is read from the folder at the start. What in there is not
 * as this class writes it is left alone and not shown.
 */
public final class FileResultStore implements ResultStore {
    /** A calculation waits a few syncs of the disk, so a few of them may wait at a time. */
    private static final int THREADS = 4;

    private final Path folder;
    private final ResultIndex index;
    private final WorkLanes lanes = new WorkLanes(THREADS);

    private FileResultStore(Path folder, ResultIndex index) {
        this.folder = folder;
        this.index = index;
    }

    /**
     * Opens a folder, which only one store may use at a time, and reads what is in it.
     *
     * @param folder made if it is missing; its parent is there
     * @throws IOException if the disk fails
     */
    public static FileResultStore open(Path folder) throws IOException {
        DurableFiles.createFolder(folder);
        ResultIndex index = new ResultIndex(folder);
        new ResultFolderScan(folder, index).run();
        return new FileResultStore(folder, index);
    }

    /** What it keeps, to read. */
    public ResultObjects objects() {
        return index;
    }

    @Override
    public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
        return lanes.run(session, () -> {
            Path sessionFolder = folderOf(session);
            prepare(sessionFolder, results);
            CalculationFolder kept = new CalculationFolder(sessionFolder, calculation);
            if (!kept.isWhole()) {
                kept.take(files);
            }
            index.put(results, session, calculation, kept.read());
        });
    }

    private Path folderOf(SessionId session) {
        return folder.resolve(session.toString());
    }

    private static void prepare(Path sessionFolder, S3Uri results) throws IOException {
        DurableFiles.createFolder(sessionFolder);
        S3Uri place = ResultPlace.read(sessionFolder);
        if (place == null) {
            ResultPlace.write(sessionFolder, results);
        } else if (!place.equals(results)) {
            throw new IOException("the results of " + sessionFolder + " lie in " + place + ", not in " + results);
        }
    }

    @Override
    public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
        return lanes.run(session, () -> {
            index.remove(results, session);
            FileTrees.delete(folderOf(session));
        });
    }

    @Override
    public CompletableFuture<Void> fetch(S3Uri object, Path target) {
        return lanes.run(object, () -> {
            ResultObject found = index.find(object.bucket(), object.key())
                    .orElseThrow(() -> new NoSuchFileException(object.toString()));
            DurableFiles.copy(found.file(), target);
        });
    }

    @Override
    public void close() {
        lanes.close();
    }
}
