package dev.berth.server.runtime.jupyter;

import dev.berth.api.SessionId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Kills every process of a session: those of the kernel's group and terminal session, and those with the session's marker in their
 * environment, wherever they moved. It looks again until none is left, and one look at all processes of the machine serves all
 * sessions that are ending. Thread-safe.
 */
final class Reaper implements AutoCloseable {
    /** The variable that names a process's session. */
    static final String SESSION_MARKER = "BERTH_SESSION";
    /** The variable that names the data folder of its server. */
    static final String DATA_MARKER = "BERTH_DATA";

    private static final Logger LOG = System.getLogger(Reaper.class.getName());
    /** Between two looks; the pause grows, as what is not gone by then hangs in the kernel of the system. */
    private static final long MIN_PAUSE_MILLIS = 10;

    private static final long MAX_PAUSE_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final String dataMarker;
    private final BlockingQueue<Ending> asked = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    Reaper(Path data) {
        dataMarker = DATA_MARKER + "=" + data;
        thread = new Thread(this::run, "berth-reaper");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Ends a session's processes.
     *
     * @param kernel its kernel, if it was this one's until now: its id is not taken by another process then
     * @return completes when none is left
     */
    CompletableFuture<Void> end(SessionId id, @Nullable KernelIdentity kernel) {
        String marker = SESSION_MARKER + "=" + id;
        return end(process ->
                (process.environment().contains(marker) && process.environment().contains(dataMarker))
                        || (kernel != null && (process.group() == kernel.pid() || process.session() == kernel.pid())));
    }

    /** Ends the processes of every session of this data folder that is not live. */
    CompletableFuture<Void> endOthers(Predicate<SessionId> isLive) {
        return end(process ->
                process.environment().contains(dataMarker) && !isLive.test(sessionOf(process.environment())));
    }

    private static SessionId sessionOf(List<String> environment) {
        String prefix = SESSION_MARKER + "=";
        try {
            return SessionId.parse(environment.stream()
                    .filter(variable -> variable.startsWith(prefix))
                    .findFirst()
                    .orElse(prefix)
                    .substring(prefix.length()));
        } catch (IllegalArgumentException e) {
            // The marker of the folder alone belongs to no session that lives.
            return new SessionId(0, 0);
        }
    }

    private CompletableFuture<Void> end(Predicate<Proc.Entry> isMeant) {
        Ending ending = new Ending(isMeant, new HashSet<>(), new CompletableFuture<>());
        asked.add(ending);
        return ending.done;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Ending> pending = new ArrayList<>();
        long pauseMillis = MIN_PAUSE_MILLIS;
        try {
            while (!closed) {
                Ending next = pending.isEmpty() ? asked.take() : asked.poll(pauseMillis, TimeUnit.MILLISECONDS);
                pauseMillis = next == null ? Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2) : MIN_PAUSE_MILLIS;
                if (next != null) {
                    pending.add(next);
                }
                asked.drainTo(pending);
                pass(pending);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(List<Ending> pending) {
        try {
            List<Proc.Entry> processes = Proc.scan();
            pending.removeIf(ending -> ending.isDoneWith(processes));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the processes of this machine could not be read", e);
        }
    }

    /**
     * Processes that are to end.
     *
     * @param killed those that were killed: on its way out a process shows no environment any more
     */
    private record Ending(Predicate<Proc.Entry> isMeant, Set<KernelIdentity> killed, CompletableFuture<Void> done) {
        boolean isDoneWith(List<Proc.Entry> processes) {
            List<Proc.Entry> meant = processes.stream()
                    .filter(process -> process.pid() != ProcessHandle.current().pid())
                    .filter(process -> isMeant.test(process) || killed.contains(identityOf(process)))
                    .toList();
            for (Proc.Entry process : meant) {
                killed.add(identityOf(process));
                ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            if (meant.isEmpty()) {
                done.complete(null);
            }
            return meant.isEmpty();
        }

        private static KernelIdentity identityOf(Proc.Entry process) {
            return new KernelIdentity(process.pid(), process.startTime());
        }
    }
}
