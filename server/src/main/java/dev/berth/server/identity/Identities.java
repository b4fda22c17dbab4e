package dev.berth.server.identity;

import dev.berth.server.background.Complaint;
import dev.berth.server.background.DaemonThreads;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The identities that a server knows, as the file in its data folder has them; looked at four times a second, on a thread of
 * its own. Thread-safe: readers see one whole set or the next.
 */
public final class Identities implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Identities.class.getName());

    private static final long POLL_MILLIS = 250;

    /** A file that was written so recently may be written again without a new time of change. */
    private static final long UNSETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final @Nullable IdentityFile file;
    private final InstantSource clock;
    private final @Nullable ScheduledExecutorService poller;

    /** {@code null} while there has been no file. */
    private volatile @Nullable IdentitySet current;

    // Used by one thread at a time: the one that opens, then the poller's.
    private IdentityFile.@Nullable Stamp seen;
    private final Complaint complaint = new Complaint(LOG);

    private Identities(@Nullable IdentityFile file, InstantSource clock, @Nullable ScheduledExecutorService poller) {
        this.file = file;
        this.clock = clock;
        this.poller = poller;
    }

    /** No identities, now and ever: everybody may do everything. */
    public static Identities none() {
        return new Identities(null, InstantSource.system(), null);
    }

    /** Whether a data folder has a file of identities, usable or not. */
    public static boolean areIn(Path dataFolder) {
        return Files.exists(new IdentityFile(dataFolder).path());
    }

    /**
     * Reads the identities of a data folder, and goes on to look at them.
     *
     * @param isRequired whether a missing file means nobody, and not everybody
     * @throws IdentitiesException if there is a file that cannot be used
     */
    public static Identities open(Path dataFolder, boolean isRequired) throws IOException {
        ScheduledExecutorService poller =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("berth-identities"));
        Identities identities = new Identities(new IdentityFile(dataFolder), InstantSource.system(), poller);
        try {
            identities.load(isRequired);
        } catch (IOException | RuntimeException unusable) {
            identities.close();
            throw unusable;
        }
        var unused =
                poller.scheduleWithFixedDelay(identities::refresh, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        return identities;
    }

    /** The same, looked at only by {@link #refresh}. */
    static Identities openUnpolled(Path dataFolder, boolean isRequired, InstantSource clock) throws IOException {
        Identities identities = new Identities(new IdentityFile(dataFolder), clock, null);
        identities.load(isRequired);
        return identities;
    }

    private void load(boolean isRequired) throws IOException {
        IdentitySet found = file == null ? null : file.read();
        current = found == null && isRequired ? IdentitySet.NOBODY : found;
    }

    /** Whether everybody may do everything, because there has been no identity yet. */
    public boolean areOpen() {
        return current == null;
    }

    /** How many there are. */
    public int count() {
        IdentitySet set = current;
        return set == null ? 0 : set.size();
    }

    /** Those of this moment, or {@code null} if everybody may do everything. */
    @Nullable
    IdentitySet current() {
        return current;
    }

    /** What is wrong with the file; empty if nothing is. */
    String complaint() {
        return complaint.text();
    }

    /** Looks at the file, and takes what has changed. Whatever happens, the next look comes. */
    void refresh() {
        IdentityFile looked = file;
        if (looked == null) {
            return;
        }
        try {
            refresh(looked);
        } catch (IOException | RuntimeException failure) {
            complaint.say("The identities that were known stay in force: " + failure.getMessage());
        }
    }

    private void refresh(IdentityFile looked) throws IOException {
        IdentityFile.Stamp stamp = looked.stamp();
        if (stamp == null) {
            seen = null;
            if (count() > 0) {
                current = IdentitySet.NOBODY;
                LOG.log(Level.ERROR, "{0} is gone: nobody may do anything now", looked.path());
            }
        } else if (!stamp.equals(seen) || !isSettled(stamp)) {
            boolean wasOpen = areOpen();
            if (wasOpen) {
                // Also if it cannot be used: whoever puts a file there wants the server closed.
                current = IdentitySet.NOBODY;
            }
            take(looked.read(), wasOpen);
            // Not before: what could not be read now may be readable later, and look the same.
            seen = stamp;
        }
    }

    private boolean isSettled(IdentityFile.Stamp stamp) {
        long age = TimeUnit.MILLISECONDS.toNanos(clock.millis()) - stamp.modifiedNanos();
        return age > UNSETTLED_NANOS;
    }

    /** A file that has gone between two looks is for the next round. */
    private void take(@Nullable IdentitySet read, boolean wasOpen) {
        if (read == null) {
            return;
        }
        complaint.clear();
        if (wasOpen) {
            LOG.log(
                    Level.WARNING,
                    "There are identities now, {0} of them: from now on requests must be signed",
                    read.size());
        } else if (read.size() != count()) {
            LOG.log(Level.INFO, "The number of identities is now {0}", read.size());
        }
        current = read;
    }

    @Override
    public void close() {
        if (poller != null) {
            poller.shutdownNow();
        }
    }
}
