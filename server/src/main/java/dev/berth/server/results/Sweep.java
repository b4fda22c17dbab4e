package dev.berth.server.results;

import dev.berth.api.SessionId;
import dev.berth.server.files.DurableFiles;
import dev.berth.server.files.FileTrees;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Goes through a folder of sessions' folders, and removes those of sessions that nobody knows. Not thread-safe. */
final class Sweep {
    private static final Logger LOG = System.getLogger(Sweep.class.getName());

    private static final Duration MAX_REMOVAL = Duration.ofMinutes(5);

    private final SweepConfig config;
    private final Predicate<SessionId> isKnown;
    private final ResultStore store;
    private final InstantSource clock;
    private final Pauses pauses;

    /** Waits between two pieces of work. */
    interface Pauses {
        /** Waits for the time, or until the work is to end; whether it is to go on. */
        boolean pause(Duration time) throws InterruptedException;
    }

    Sweep(SweepConfig config, Predicate<SessionId> isKnown, ResultStore store, InstantSource clock, Pauses pauses) {
        this.config = config;
        this.isKnown = isKnown;
        this.store = store;
        this.clock = clock;
        this.pauses = pauses;
    }

    /** Sweeps one folder, which need not be there. */
    void run(Path root) throws InterruptedException {
        if (!DurableFiles.isFolder(root)) {
            return;
        }
        int removed = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                SessionId session = leftOver(entry);
                if (session != null) {
                    removed += remove(session, entry) ? 1 : 0;
                    if (!pauses.pause(config.pauseBetweenSessions())) {
                        break;
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(Level.WARNING, "Folders of ended sessions cannot be looked through: {0}", unreadable.toString());
        }
        if (removed > 0) {
            LOG.log(Level.INFO, "Removed what was left of {0} sessions in {1}", removed, root);
        }
    }

    /** The session that a folder is left of, or {@code null} if the folder is to stay. */
    private @Nullable SessionId leftOver(Path folder) {
        SessionId session = CanonicalId.session(folder.getFileName().toString());
        return session == null || isKnown.test(session) || !isOldFolder(folder) ? null : session;
    }

    private boolean isOldFolder(Path folder) {
        try {
            BasicFileAttributes attributes = DurableFiles.attributes(folder);
            return attributes.isDirectory()
                    && !attributes
                            .lastModifiedTime()
                            .toInstant()
                            .isAfter(clock.instant().minus(config.minAge()));
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean remove(SessionId session, Path folder) throws InterruptedException {
        try {
            S3Uri place = placeOf(folder);
            if (place != null) {
                store.remove(place, session).get(MAX_REMOVAL.toSeconds(), TimeUnit.SECONDS);
            }
            FileTrees.delete(folder);
            return true;
        } catch (IOException | ExecutionException | TimeoutException failure) {
            LOG.log(Level.WARNING, "What is left of session " + session + " cannot be removed yet", failure);
            return false;
        }
    }

    /** What ran in a session may have spoilt the file; then nobody knows the place, and the folder goes alone. */
    private static @Nullable S3Uri placeOf(Path folder) {
        try {
            return ResultPlace.read(folder);
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "Results of an ended session are not found: {0}", unreadable.toString());
            return null;
        }
    }
}
