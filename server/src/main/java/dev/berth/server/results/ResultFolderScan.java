package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.files.DurableFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a folder of results into an index, once. What is foreign, half-written or damaged is counted, logged and left alone. */
final class ResultFolderScan {
    private static final Logger LOG = System.getLogger(ResultFolderScan.class.getName());

    private final Path folder;
    private final ResultIndex index;

    private int ignored;
    private String firstIgnored = "";

    ResultFolderScan(Path folder, ResultIndex index) {
        this.folder = folder;
        this.index = index;
    }

    /** @throws IOException if the folder itself cannot be read */
    void run() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                SessionId session = CanonicalId.session(entry.getFileName().toString());
                if (session == null) {
                    ignore(entry, "not a session's folder");
                } else {
                    readSession(entry, session);
                }
            }
        }
        if (ignored > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} has {1} files or folders that hold no results; they are ignored. The first: {2}",
                    folder,
                    ignored,
                    firstIgnored);
        }
    }

    private void readSession(Path sessionFolder, SessionId session) {
        if (!DurableFiles.isFolder(sessionFolder)) {
            ignore(sessionFolder, "not a folder");
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(sessionFolder)) {
            S3Uri results = ResultPlace.read(sessionFolder);
            if (results == null) {
                ignore(sessionFolder, "its place is not known");
                return;
            }
            for (Path entry : entries) {
                readEntry(results, session, entry);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            ignore(sessionFolder, unreadable.toString());
        }
    }

    private void readEntry(S3Uri results, SessionId session, Path entry) {
        String name = entry.getFileName().toString();
        CalculationId calculation = CanonicalId.calculation(name);
        if (calculation != null && DurableFiles.isFolder(entry)) {
            readCalculation(results, session, calculation, entry);
        } else if (!name.equals(ResultPlace.FILE)) {
            ignore(entry, "not a calculation's folder");
        }
    }

    private void readCalculation(S3Uri results, SessionId session, CalculationId calculation, Path entry) {
        try {
            KeptCalculation kept = new CalculationFolder(folder.resolve(session.toString()), calculation).read();
            index.put(results, session, calculation, kept);
        } catch (IOException unreadable) {
            ignore(entry, unreadable.toString());
        }
    }

    private void ignore(Path path, String reason) {
        if (ignored == 0) {
            firstIgnored = path + ": " + reason;
        }
        ignored++;
    }
}
