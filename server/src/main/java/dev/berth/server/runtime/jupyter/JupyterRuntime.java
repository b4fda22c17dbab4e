package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.files.FileTrees;
import dev.berth.server.results.ResultStore;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs sessions as Jupyter kernels: one process each, on this machine.
 *
 * <p>Kernels outlive the runtime. After {@link #close}, or when the server dies, they go on with what they run, and
 * {@link #attach} finds them again; one that no server knows for the idle timeout of its session ends itself. Only
 * {@link #endAll} ends them together.
 *
 * <p>Linux only, with {@code setsid} and {@code prlimit} of util-linux. Thread-safe; every method of the interface returns at
 * once, and reports come from the thread {@code berth-kernels}.
 */
public final class JupyterRuntime implements SessionRuntime, AutoCloseable {
    private static final Logger LOG = System.getLogger(JupyterRuntime.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    /** By then the scheduler has journaled that the session failed. */
    private static final Duration KEEP_FAILED = Duration.ofMinutes(1);

    private static final Duration END_TIMEOUT = Duration.ofSeconds(20);
    private static final int WORKERS_PER_CORE = 4;
    private static final int WORKER_IDLE_SECONDS = 30;

    private final JupyterConfig config;
    private final KernelLoop loop;
    private final Reaper reaper;
    private final ExecutorService workers;
    private final Surroundings surroundings;
    /** For the kernels' thread only. */
    private final Map<SessionId, KernelSession> sessions = new HashMap<>();

    /**
     * A runtime that has no session yet.
     *
     * @param reader reads what a start asked for
     * @param store keeps what calculations put out, and has the notebooks
     */
    public JupyterRuntime(JupyterConfig config, LaunchReader reader, ResultStore store) {
        this.config = config;
        loop = new KernelLoop(config.maxKernels());
        reaper = new Reaper(config.data());
        workers = workers();
        surroundings = new Surroundings(
                config,
                loop,
                workers,
                reaper,
                new KernelStarter(config),
                new LaunchLine(config.launchesAtOnce()),
                reader,
                store,
                Clock.systemUTC());
        loop.execute(this::tick);
    }

    private static ExecutorService workers() {
        AtomicInteger made = new AtomicInteger();
        int size = WORKERS_PER_CORE * Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, WORKER_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "berth-kernel-worker-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public String name() {
        return "jupyter";
    }

    @Override
    public OptionalInt maxSessions() {
        return OptionalInt.of(config.maxKernels());
    }

    /** Each call is only handed to the loop. */
    @Override
    public boolean returnsAtOnce() {
        return true;
    }

    @Override
    public boolean runsCalculations() {
        return true;
    }

    @Override
    public void launch(Launch launch, Listener listener) {
        loop.execute(() -> add(launch, listener).launch());
    }

    @Override
    public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {
        loop.execute(() -> add(launch, listener).attach(handle, unfinished));
    }

    private KernelSession add(Launch launch, Listener listener) {
        KernelSession session = new KernelSession(surroundings, launch, listener, this::forget);
        sessions.put(launch.id(), session);
        return session;
    }

    private void forget(KernelSession session) {
        sessions.remove(session.id(), session);
        if (session.isTerminated()) {
            remove(session.folder());
        } else {
            loop.schedule(KEEP_FAILED, () -> {
                if (!sessions.containsKey(session.id())) {
                    remove(session.folder());
                }
            });
        }
    }

    private void remove(SessionFolder folder) {
        surroundings.onWorker(
                () -> {
                    folder.remove();
                    return folder;
                },
                (removed, failure) -> {
                    if (failure != null) {
                        LOG.log(Level.WARNING, "a session's folder stays: " + Surroundings.reason(failure));
                    }
                });
    }

    /** Ends a session's kernel and everything that it started; also that of a session which an earlier server launched. */
    @Override
    public void terminate(SessionId id, Listener listener) {
        loop.execute(() -> {
            KernelSession session = sessions.get(id);
            if (session != null) {
                session.terminate();
                return;
            }
            surroundings.then(reaper.end(id, null), (ended, failure) -> {
                remove(new SessionFolder(config.data(), id));
                listener.ended(id);
            });
        });
    }

    @Override
    public void calculate(Launch launch, Calculation calculation, Listener listener) {
        loop.execute(() -> {
            KernelSession session = sessions.get(calculation.session());
            if (session == null) {
                listener.calculationFinished(
                        calculation.id(),
                        new CalculationEnd(CalculationState.FAILED, "the session has no kernel", false));
            } else {
                session.calculate(calculation);
            }
        });
    }

    @Override
    public void stop(Calculation calculation, Listener listener) {
        loop.execute(() -> {
            KernelSession session = sessions.get(calculation.session());
            if (session != null) {
                session.stop(calculation);
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        // A session that is found dead leaves the map.
        List.copyOf(sessions.values()).forEach(session -> session.tick(now));
        loop.schedule(TICK, this::tick);
    }

    /**
     * Ends what sessions that are no longer live have left: processes and folders. To be called when the server starts, before
     * any session is launched. Waits until it is done, 20 s at most.
     */
    public void endOrphans(Predicate<SessionId> isLive) {
        await(reaper.endOthers(isLive), "kernels of sessions that have ended are still there");
        Path root = SessionFolder.root(config.data());
        if (!Files.isDirectory(root)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                removeUnlessLive(folder, isLive);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "folders of sessions that have ended stay: " + e);
        }
    }

    private static void removeUnlessLive(Path folder, Predicate<SessionId> isLive) throws IOException {
        try {
            if (isLive.test(SessionId.parse(folder.getFileName().toString()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Not made by this runtime.
            return;
        }
        FileTrees.delete(folder);
    }

    /** Ends every kernel, without a report, and waits until they are gone, 20 s at most. */
    public void endAll() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        List<CompletableFuture<Void>> endings = new ArrayList<>();
        List<SessionFolder> folders = new ArrayList<>();
        loop.execute(() -> {
            for (KernelSession session : sessions.values()) {
                session.abandon();
                folders.add(session.folder());
                endings.add(reaper.end(session.id(), session.kernel()));
            }
            asked.complete(null);
        });
        await(
                asked.thenCompose(nothing -> CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new)))
                        .thenCompose(nothing -> surroundings.supply(() -> removeAll(folders))),
                "kernels are still there");
    }

    private static int removeAll(List<SessionFolder> folders) throws IOException {
        for (SessionFolder folder : folders) {
            folder.remove();
        }
        return folders.size();
    }

    private static void await(CompletableFuture<?> done, String otherwise) {
        try {
            done.get(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, otherwise + " after " + END_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, otherwise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of all kernels, which go on without a server. Nothing is reported any more. */
    @Override
    public void close() {
        loop.close();
        reaper.close();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "work on files of kernels did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
