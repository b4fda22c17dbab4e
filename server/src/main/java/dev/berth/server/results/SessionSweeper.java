package dev.berth.server.results;

import dev.berth.api.SessionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Removes what is left of sessions that nobody knows any more: their results, wherever these lie, and then their folders. It
 * works on one thread of its own, slowly, so that others who use the disk hardly notice. Thread-safe.
 *
 * <p>A session's folder that has a {@linkplain ResultPlace place} outlives the results: if these cannot be removed, the next
 * sweep tries again. Only folders that are named by an id are touched, and no link is followed.
 */
public final class SessionSweeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SessionSweeper.class.getName());

    private static final Duration MAX_CLOSE = Duration.ofSeconds(10);

    private final Duration interval;
    private final List<Path> folders;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Sweep sweep;
    private final Thread thread = new Thread(this::run, "berth-sweeper");

    private SessionSweeper(SweepConfig config, List<Path> folders, Predicate<SessionId> isKnown, ResultStore store) {
        this.interval = config.interval();
        this.folders = List.copyOf(folders);
        this.sweep = new Sweep(config, isKnown, store, InstantSource.system(), this::pause);
        thread.setDaemon(true);
    }

    /**
     * Starts to sweep, first after one interval.
     *
     * @param folders whose folders are sessions': those of runtimes, and of a {@link FileResultStore}; they need not be there
     * @param isKnown whether a session is to stay; called on the sweeper's thread
     * @param store where the sessions' results are
     */
    public static SessionSweeper start(
            SweepConfig config, List<Path> folders, Predicate<SessionId> isKnown, ResultStore store) {
        SessionSweeper sweeper = new SessionSweeper(config, folders, isKnown, store);
        sweeper.thread.start();
        return sweeper;
    }

    private boolean pause(Duration time) throws InterruptedException {
        return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        try {
            while (pause(interval)) {
                sweepAll();
            }
        } catch (InterruptedException ended) {
            LOG.log(Level.DEBUG, "The sweeper was interrupted in its work");
        }
    }

    /** A fault in one sweep must not end all that would follow. */
    private void sweepAll() throws InterruptedException {
        for (Path folder : folders) {
            try {
                sweep.run(folder);
            } catch (RuntimeException failure) {
                LOG.log(Level.ERROR, "A sweep of " + folder + " failed", failure);
            }
        }
    }

    /** Ends after the session that is being removed, and waits a little for that. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(MAX_CLOSE.toMillis());
            thread.interrupt();
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
