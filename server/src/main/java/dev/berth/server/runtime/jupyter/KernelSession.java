package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.results.S3Uri;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.SessionRuntime.Launch;
import dev.berth.spi.SessionRuntime.Listener;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session and its kernel. For the kernels' thread only.
 *
 * <pre>{@code
 * WAITING ──► STARTING ──► PREPARING ──► READY
 *    └───────────┴─────────────┴───────────┴──► ENDING ──► OVER
 * }</pre>
 *
 * <p>ENDING means that its processes are being killed; after that the calculation in flight is ended, then the end of the session
 * is reported.
 */
final class KernelSession {
    private static final Logger LOG = System.getLogger(KernelSession.class.getName());
    private static final Duration PORTS_PAUSE = Duration.ofMillis(10);
    private static final Duration MAX_TOUCH_INTERVAL = Duration.ofSeconds(20);
    private static final int TOUCHES_PER_IDLE_TIMEOUT = 4;
    private static final int LOST_HEARTBEATS = 3;
    private static final String ENDED = "the session was ended";

    private final Surroundings surroundings;
    private final Launch launch;
    private final Listener listener;
    private final SessionFolder folder;
    private final Consumer<KernelSession> onOver;

    private Phase phase = Phase.WAITING;
    private boolean inLine;
    private boolean adopted;
    private boolean terminated;
    private boolean degraded;
    private boolean hooked;
    private @Nullable KernelIdentity kernel;
    private @Nullable Process process;
    private @Nullable KernelConnection connection;
    private @Nullable Preparation preparation;
    private @Nullable CalculationRun run;
    private String barrier = "";
    private long nextBeatNanos;
    private long nextTouchNanos = System.nanoTime();

    private enum Phase {
        WAITING,
        STARTING,
        PREPARING,
        READY,
        ENDING,
        OVER
    }

    /**
     * A session that does nothing yet.
     *
     * @param onOver called when nothing more will be reported of it
     */
    KernelSession(Surroundings surroundings, Launch launch, Listener listener, Consumer<KernelSession> onOver) {
        this.surroundings = surroundings;
        this.launch = launch;
        this.listener = listener;
        this.onOver = onOver;
        folder = new SessionFolder(surroundings.config().data(), launch.id());
    }

    SessionId id() {
        return launch.id();
    }

    @Nullable
    KernelIdentity kernel() {
        return kernel;
    }

    SessionFolder folder() {
        return folder;
    }

    /** Whether its end was asked for. */
    boolean isTerminated() {
        return terminated;
    }

    /** Nothing more is reported of it. */
    void abandon() {
        phase = Phase.OVER;
        disconnect();
    }

    void launch() {
        joinLine(this::begin);
    }

    private void joinLine(Runnable begin) {
        surroundings.line().join(id(), () -> {
            inLine = true;
            phase = Phase.STARTING;
            begin.run();
        });
    }

    private void leaveLine() {
        if (inLine) {
            inLine = false;
            surroundings.line().done();
        }
    }

    /** Takes over the kernel of an earlier launch that was not journaled, or else starts one. */
    private void begin() {
        surroundings.onWorker(() -> folder.readIdentity().filter(KernelIdentity::isAlive), (earlier, failure) -> {
            if (earlier != null && earlier.isPresent()) {
                adopted = true;
                kernel = earlier.get();
                started();
            } else {
                startAnew();
            }
        });
    }

    private void startAnew() {
        adopted = false;
        phase = Phase.STARTING;
        KernelIdentity earlier = kernel;
        CompletableFuture<KernelStarter.Started> starting = surroundings
                .supply(folder::exists)
                .thenCompose(exists -> exists
                        ? surroundings.reaper().end(id(), earlier)
                        : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(nothing -> surroundings.supply(this::beginFolder))
                .thenCompose(this::fetchNotebook)
                .thenCompose(nothing ->
                        surroundings.supply(() -> surroundings.starter().start(id(), folder)));
        surroundings.then(starting, (started, failure) -> {
            if (failure != null) {
                conclude("", () -> listener.failed(id(), Surroundings.reason(failure)));
            } else {
                watch(started);
                started();
            }
        });
    }

    private Optional<S3Uri> beginFolder() throws IOException {
        folder.begin();
        return Optional.ofNullable(surroundings.reader().notebook(launch));
    }

    private CompletableFuture<Void> fetchNotebook(Optional<S3Uri> notebook) {
        if (notebook.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        S3Uri uri = notebook.get();
        Path name = Path.of(uri.key()).getFileName();
        if (name == null || name.toString().equals("..") || name.toString().isEmpty()) {
            return CompletableFuture.failedFuture(new IOException("the notebook has no file name: " + uri));
        }
        return surroundings.store().fetch(uri, folder.work().resolve(name.toString()));
    }

    private void watch(KernelStarter.Started started) {
        kernel = started.identity();
        process = started.process();
        surroundings.then(started.process().onExit(), (ended, failure) -> {
            if (started.process().equals(process)) {
                died(exitStatus(started.process().exitValue()));
            }
        });
    }

    private static String exitStatus(int status) {
        return status > 128 ? "killed by signal " + (status - 128) : "exit status " + status;
    }

    private void started() {
        KernelIdentity started = kernel;
        if (phase != Phase.STARTING || terminated || started == null) {
            concludeTerminated();
            return;
        }
        phase = Phase.PREPARING;
        if (!adopted) {
            listener.launched(id(), started.handle(socketIdentity()));
        }
        awaitAnswer(
                started,
                "the kernel did not answer within "
                        + surroundings.config().launchTimeout().toSeconds() + " s");
    }

    /** Prepares a kernel as soon as it listens; gives it up after the time of a launch. */
    private void awaitAnswer(KernelIdentity awaited, String otherwise) {
        surroundings.loop().schedule(surroundings.config().launchTimeout(), () -> {
            if (phase == Phase.PREPARING && awaited.equals(kernel)) {
                unusable(withErrorLines(otherwise));
            }
        });
        awaitPorts(awaited);
    }

    private void awaitPorts(KernelIdentity started) {
        if (phase != Phase.PREPARING || !started.equals(kernel)) {
            return;
        }
        Optional<ConnectionFile> file = ConnectionFile.read(folder.connection());
        if (file.isPresent()) {
            prepare(connect(file.get()));
        } else {
            surroundings.loop().schedule(PORTS_PAUSE, () -> awaitPorts(started));
        }
    }

    private String socketIdentity() {
        return "berth-" + id();
    }

    private KernelConnection connect(ConnectionFile file) {
        KernelConnection made = new KernelConnection(
                surroundings.loop(), file, socketIdentity(), surroundings.clock(), this::takeReply);
        connection = made;
        return made;
    }

    private void prepare(KernelConnection made) {
        Preparation begun = new Preparation(surroundings, launch, folder, made, new Preparation.Listener() {
            @Override
            public void subscribe() {
                made.subscribe(KernelSession.this::takePublished);
            }

            @Override
            public void prepared(boolean withHook) {
                KernelSession.this.prepared(withHook);
            }

            @Override
            public void unusable(String reason) {
                KernelSession.this.unusable(reason);
            }
        });
        preparation = begun;
        begun.begin();
    }

    private void prepared(boolean withHook) {
        preparation = null;
        surroundings.onWorker(
                () -> {
                    folder.writePrepared(withHook);
                    return withHook;
                },
                (written, failure) -> {
                    if (phase != Phase.PREPARING) {
                        return;
                    }
                    if (failure != null) {
                        unusable(Surroundings.reason(failure));
                    } else {
                        hooked = withHook;
                        ready();
                    }
                });
    }

    /** The kernel takes calculations; of a launch that was taken over, the scheduler gets to know the handle here. */
    private void ready() {
        phase = Phase.READY;
        leaveLine();
        // Spread out, so that many kernels are not asked at the same time.
        long interval = surroundings.config().heartbeatInterval().toNanos();
        nextBeatNanos = System.nanoTime() + ThreadLocalRandom.current().nextLong(interval);
        KernelIdentity known = kernel;
        if (adopted && known != null) {
            listener.launched(id(), known.handle(socketIdentity()));
        }
        listener.ready(id());
        if (run != null) {
            resume(run);
        }
    }

    /** The kernel that was started cannot be used: another is started if it was that of an earlier launch. */
    private void unusable(String reason) {
        if (phase != Phase.PREPARING) {
            return;
        }
        disconnect();
        if (adopted) {
            startAnew();
            return;
        }
        conclude(reason, () -> listener.failed(id(), reason));
    }

    private String withErrorLines(String reason) {
        String lines = folder.lastErrorLines();
        return lines.isEmpty() ? reason : reason + "; last on its standard error: " + lines;
    }

    void attach(OpaqueBytes handle, @Nullable Calculation unfinished) {
        if (unfinished != null) {
            run = new CalculationRun(surroundings, launch, unfinished, folder);
        }
        joinLine(() -> surroundings.onWorker(() -> findKernel(handle), (found, failure) -> {
            if (terminated) {
                concludeTerminated();
            } else if (found == null || found.isEmpty()) {
                String reason = failure == null ? "" : ": " + Surroundings.reason(failure);
                gone("the kernel ended while no server was running" + reason);
            } else {
                kernel = found.get().kernel;
                reconnect(found.get());
            }
        }));
    }

    /** A kernel that still runs. */
    private record Found(KernelIdentity kernel, @Nullable ConnectionFile file, Optional<Boolean> prepared) {}

    private Optional<Found> findKernel(OpaqueBytes handle) {
        Optional<KernelIdentity> identity =
                KernelIdentity.decode(handle.toUtf8()).filter(KernelIdentity::isAlive);
        return identity.map(known ->
                new Found(known, ConnectionFile.read(folder.connection()).orElse(null), folder.readPrepared()));
    }

    private void reconnect(Found found) {
        phase = Phase.PREPARING;
        if (found.file == null || found.prepared.isEmpty()) {
            // It was not ready when the server ended, and has run nothing.
            awaitAnswer(found.kernel, "the kernel did not answer after a restart of the server");
            return;
        }
        hooked = found.prepared.get();
        KernelConnection made = connect(found.file);
        if (!hooked) {
            made.subscribe(this::takePublished);
        }
        ready();
    }

    private void gone(String reason) {
        conclude(reason, () -> listener.failed(id(), withErrorLines(reason)));
    }

    void calculate(Calculation calculation) {
        if (phase != Phase.READY || run != null) {
            listener.calculationFinished(
                    calculation.id(),
                    new CalculationEnd(CalculationState.FAILED, "the session has no kernel that is ready", false));
            return;
        }
        CalculationRun begun = new CalculationRun(surroundings, launch, calculation, folder);
        run = begun;
        execute(begun);
    }

    private void execute(CalculationRun begun) {
        surroundings.onWorker(() -> Optional.ofNullable(beginFiles(begun)), (output, failure) -> {
            KernelConnection open = connection;
            if (run != begun || begun.isEnding() || phase != Phase.READY || open == null) {
                return;
            }
            if (output == null) {
                finish(begun, Outcome.failed("its folder could not be made: " + failure));
                return;
            }
            if (begun.isStopAsked()) {
                finish(begun, Outcome.canceled(Outcome.STOPPED));
                return;
            }
            begun.send(open, output.orElse(null));
            listener.calculationStarted(begun.calculation().id());
        });
    }

    private @Nullable PublishedOutput beginFiles(CalculationRun begun) throws IOException {
        Path made = folder.beginCalculation(begun.calculation().id());
        return hooked ? null : new PublishedOutput(made, surroundings.config().outputBytes());
    }

    /** Finds out what became of a calculation while no server was running. */
    private void resume(CalculationRun unfinished) {
        surroundings.onWorker(() -> Traces.of(unfinished.folder()), (traces, failure) -> {
            if (run != unfinished || unfinished.isEnding() || phase != Phase.READY) {
                return;
            }
            if (traces == null || traces.ended()) {
                finish(unfinished, Outcome.failed(Outcome.LOST));
            } else if (!traces.begun() && !hooked) {
                execute(unfinished);
            } else {
                awaitBarrier(unfinished, traces);
            }
        });
    }

    /** A kernel answers this only when it has ended what it was given before. */
    private void awaitBarrier(CalculationRun unfinished, Traces traces) {
        KernelConnection open = connection;
        if (open == null) {
            return;
        }
        try {
            boolean publishes = traces.begun() && !hooked;
            unfinished.resume(
                    publishes
                            ? new PublishedOutput(
                                    unfinished.folder(), surroundings.config().outputBytes())
                            : null);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the output of a calculation is lost in a restart", e);
        }
        if (unfinished.isStopAsked()) {
            interrupt(unfinished);
        }
        barrier = UUID.randomUUID().toString();
        open.send("kernel_info_request", barrier, new JsonObject());
    }

    private void passBarrier(CalculationRun unfinished) {
        barrier = "";
        if (unfinished.hasReply()) {
            return;
        }
        surroundings.onWorker(() -> Traces.of(unfinished.folder()), (traces, failure) -> {
            if (run != unfinished || unfinished.isEnding() || phase != Phase.READY) {
                return;
            }
            if (traces != null && !traces.ended() && !traces.begun()) {
                execute(unfinished);
            } else {
                finish(unfinished, Outcome.failed(Outcome.LOST));
            }
        });
    }

    void stop(Calculation calculation) {
        CalculationRun running = run;
        if (running == null || running.isEnding() || !running.calculation().id().equals(calculation.id())) {
            return;
        }
        surroundings.onWorker(
                () -> {
                    running.markStop();
                    return running;
                },
                (marked, failure) -> interrupt(running));
        running.askStop();
        surroundings.loop().schedule(surroundings.config().stopGrace(), () -> {
            if (run == running && !running.isEnding() && phase == Phase.READY) {
                String reason = "the kernel ignored the interrupt and was ended";
                conclude(Outcome.canceled(Outcome.STOPPED), () -> listener.failed(id(), reason));
            }
        });
    }

    private void interrupt(CalculationRun running) {
        KernelConnection open = connection;
        KernelIdentity known = kernel;
        if (run != running
                || running.isEnding()
                || phase != Phase.READY
                || !running.isSent()
                || open == null
                || known == null) {
            return;
        }
        if (surroundings.config().kernelspec().interruptByMessage()) {
            open.interrupt();
            return;
        }
        CompletableFuture<KernelIdentity> signal = surroundings.supply(() -> {
            Signals.interrupt(known.pid());
            return known;
        });
        running.interruptedBy(signal);
        // An ipykernel that awaits something sees the signal only when it next wakes, as for a message.
        surroundings.then(signal, (sent, failure) -> nudge());
    }

    private void nudge() {
        KernelConnection open = connection;
        if (open != null) {
            open.send("kernel_info_request", new JsonObject());
        }
    }

    private void finish(CalculationRun running, Outcome otherwise) {
        if (run == running) {
            var unused = finished(running, otherwise);
        }
    }

    /** Ends a calculation, and completes when its end is reported. */
    private CompletableFuture<Void> finished(CalculationRun running, Outcome otherwise) {
        CompletableFuture<Void> reported = new CompletableFuture<>();
        surroundings.then(running.finish(otherwise), (end, failure) -> {
            if (run == running) {
                run = null;
                listener.calculationFinished(running.calculation().id(), end);
            }
            reported.complete(null);
        });
        return reported;
    }

    private void takeReply(WireMessage message) {
        Preparation preparing = preparation;
        CalculationRun running = run;
        if (preparing != null) {
            preparing.takeReply(message);
        } else if (running != null
                && running.isSent()
                && message.type().equals("execute_reply")
                && message.parentId().equals(running.id())) {
            running.takeReply(message, () -> finish(running, running.outcomeOf(message)));
        } else if (running != null && !barrier.isEmpty() && message.parentId().equals(barrier)) {
            passBarrier(running);
        }
    }

    private void takePublished(WireMessage message) {
        Preparation preparing = preparation;
        CalculationRun running = run;
        if (preparing != null) {
            preparing.takePublished(message);
        } else if (running != null) {
            running.takePublished(message, reply -> finish(running, running.outcomeOf(reply)));
        }
    }

    /** Looks after the kernel. Called about once a second. */
    void tick(long nowNanos) {
        KernelIdentity known = kernel;
        if (known == null || (phase != Phase.PREPARING && phase != Phase.READY)) {
            return;
        }
        // No child of this process: nobody else tells that it has ended.
        if (process == null && !known.isAlive()) {
            died("exit status unknown, as an earlier server started it");
            return;
        }
        if (nextTouchNanos - nowNanos <= 0) {
            nextTouchNanos = nowNanos + touchInterval().toNanos();
            surroundings.workers().execute(this::touch);
        }
        if (phase == Phase.READY && nextBeatNanos - nowNanos <= 0) {
            nextBeatNanos = nowNanos + surroundings.config().heartbeatInterval().toNanos();
            beat();
        }
    }

    private Duration touchInterval() {
        Duration share = launch.idleTimeout().dividedBy(TOUCHES_PER_IDLE_TIMEOUT);
        return share.compareTo(MAX_TOUCH_INTERVAL) < 0 ? share : MAX_TOUCH_INTERVAL;
    }

    private void touch() {
        try {
            folder.touch(surroundings.clock());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a session's folder could not be touched", e);
        }
    }

    private void beat() {
        KernelConnection open = connection;
        if (open != null && open.beat() >= LOST_HEARTBEATS && !degraded) {
            degraded = true;
            listener.degraded(id(), "the kernel has not answered " + LOST_HEARTBEATS + " heartbeats in a row");
        }
    }

    private void died(String status) {
        if (phase != Phase.PREPARING && phase != Phase.READY) {
            return;
        }
        String reason = "the kernel died: " + status;
        if (adopted && phase == Phase.PREPARING) {
            unusable(reason);
        } else {
            gone(reason);
        }
    }

    void terminate() {
        terminated = true;
        if (phase != Phase.STARTING && phase != Phase.ENDING) {
            concludeTerminated();
        }
    }

    private void concludeTerminated() {
        conclude(Outcome.canceled(ENDED), () -> {});
    }

    private void conclude(String reason, Runnable report) {
        conclude(Outcome.failed(reason), report);
    }

    /** Kills what there is of the session, ends its calculation, and reports. */
    private void conclude(Outcome ofCalculation, Runnable report) {
        if (phase == Phase.ENDING || phase == Phase.OVER) {
            return;
        }
        phase = Phase.ENDING;
        surroundings.line().leave(id());
        disconnect();
        surroundings.then(surroundings.reaper().end(id(), kernel), (nothing, failure) -> {
            CalculationRun running = run;
            CompletableFuture<Void> calculationEnded =
                    running == null ? CompletableFuture.completedFuture(null) : finished(running, ofCalculation);
            surroundings.then(calculationEnded, (ended, ignored) -> over(report));
        });
    }

    private void over(Runnable report) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        leaveLine();
        report.run();
        if (terminated) {
            listener.ended(id());
        }
        onOver.accept(this);
    }

    private void disconnect() {
        preparation = null;
        KernelConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
