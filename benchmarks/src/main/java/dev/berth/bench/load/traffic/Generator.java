package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.Draws;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.OperationKind;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends loads to one server, and keeps the audit. Its methods block, and are to be called by one thread, unless they say
 * otherwise; none by the event loop. Its clock starts with it and stands still never.
 */
public final class Generator implements AutoCloseable {
    private static final long OVERDUE_CHECK_MILLIS = 100;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final GeneratorConfig config;
    private final Audit audit;
    private final Workload workload;
    private final Vertx vertx;
    private final Context context;
    private final long loopThreadId;
    private final Connections connections;
    private final long originNanos = System.nanoTime();

    /**
     * A generator that is not yet connected.
     *
     * @param runId what tokens of this run begin with, so that no other run has the same
     */
    public Generator(GeneratorConfig config, Draws draws, Audit audit, String runId) {
        this.config = config;
        this.audit = audit;
        this.workload = new Workload(draws, audit, runId);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.context = vertx.getOrCreateContext();
        this.loopThreadId = onLoop(() -> Thread.currentThread().getId());
        this.connections = onLoop(() -> new Connections(vertx, config, new Bookkeeper(audit), this::now));
        context.runOnContext(nothing -> vertx.setPeriodic(OVERDUE_CHECK_MILLIS, timer -> connections.endOverdue()));
    }

    /**
     * Opens all connections.
     *
     * @throws IOException if one cannot be had
     */
    public void connect(URI endpoint) throws IOException {
        CompletableFuture<Object> opened = new CompletableFuture<>();
        context.runOnContext(nothing ->
                connections.open(endpoint).onSuccess(opened::complete).onFailure(opened::completeExceptionally));
        try {
            await(opened, config.timeout().plus(GRACE));
        } catch (CompletionException refused) {
            disconnect();
            throw new IOException("cannot connect to " + endpoint + ": " + refused.getCause(), refused);
        }
    }

    /** Closes all connections at once; what is under way ends without an answer. */
    public void disconnect() {
        run(connections::drop);
    }

    /** An open loop. */
    public Load open(LoadShape shape, Duration warmUp) {
        return new Load(this, shape, warmUp);
    }

    /** A closed loop, with a request at a time on each connection. */
    public Load closed(Duration warmUp) {
        return new Load(this, null, warmUp);
    }

    /** Gives up what waits for a connection. */
    public void giveUpWaiting() {
        run(connections::endWaiting);
    }

    /** Waits until no request is under way; those that wait for a connection longer than the timeout are given up. */
    public void awaitQuiet() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        context.runOnContext(nothing -> connections.whenQuiet(() -> quiet.complete(null)));
        await(quiet, config.timeout().multipliedBy(2).plus(GRACE));
    }

    /**
     * Asks for sessions, calculations and their tokens, whose answers the audit compares with those before. A session whose end
     * was acknowledged must have ended, any other one be known; a calculation must be known, and have ended as it was seen to
     * have; each token must give its session or calculation again.
     */
    public void verify(List<StartedSession> sessions, List<StartedCalculation> calculations) {
        BiConsumer<StartedSession, Answer> unverified = (session, answer) -> audit.unverified(session, answer.reason());
        BiConsumer<StartedCalculation, Answer> unverifiedCalculation =
                (calculation, answer) -> audit.calculations().unverified(calculation, answer.reason());
        // States first: a token that was lost would start a session or a calculation anew.
        askSessions(sessions, OperationKind.STATUS, unverified);
        askCalculations(calculations, OperationKind.CALCULATION_STATUS, unverifiedCalculation);
        askSessions(sessions, OperationKind.DUPLICATE, unverified);
        askCalculations(calculations, OperationKind.CALCULATION_DUPLICATE, unverifiedCalculation);
    }

    /** Does what the audit needs to decide, and gives its result. */
    public AuditResult concludeAudit() {
        if (onLoop(audit::isSuspicious)) {
            askSessions(onLoop(audit::believedLive), OperationKind.STATUS, (session, answer) -> {});
            run(audit::prove);
        }
        return onLoop(audit::result);
    }

    /** Tells the audit something. */
    public void tellAudit(Consumer<Audit> told) {
        run(() -> told.accept(audit));
    }

    /** Asks the audit something. */
    public <T> T askAudit(Function<Audit, T> asked) {
        return onLoop(() -> asked.apply(audit));
    }

    /** The time on the clock of the run, in nanoseconds. From any thread. */
    public long now() {
        return System.nanoTime() - originNanos;
    }

    @Override
    public void close() {
        disconnect();
        await(vertx.close().toCompletionStage().toCompletableFuture(), GRACE);
    }

    /** How long the event loop was on a processor so far. From any thread. */
    long busyNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(loopThreadId);
    }

    Context context() {
        return context;
    }

    int connectionCount() {
        return config.connections();
    }

    /** On the event loop. */
    List<Call> nextCalls(BiConsumer<Call, Answer> whenDone) {
        return workload.next(whenDone);
    }

    /** On the event loop. */
    void submit(Call call) {
        connections.submit(call);
    }

    /** Asks about all sessions, a question for each connection at a time. */
    void askSessions(List<StartedSession> sessions, OperationKind kind, BiConsumer<StartedSession, Answer> unanswered) {
        askAll(sessions, (session, whenDone) -> new Call(kind, session, whenDone), unanswered);
    }

    /** Asks about all calculations, a question for each connection at a time. */
    void askCalculations(
            List<StartedCalculation> calculations,
            OperationKind kind,
            BiConsumer<StartedCalculation, Answer> unanswered) {
        askAll(calculations, (calculation, whenDone) -> new Call(kind, calculation, whenDone), unanswered);
    }

    private <T> void askAll(List<T> subjects, Batch.Question<T> question, BiConsumer<T, Answer> unanswered) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        context.runOnContext(nothing -> new Batch<>(
                        vertx, connections, subjects.iterator(), question, unanswered, () -> asked.complete(null))
                .start(config.connections()));
        asked.join();
    }

    <T> T onLoop(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.join();
    }

    private void run(Runnable work) {
        onLoop(() -> {
            work.run();
            return true;
        });
    }

    private static void await(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CompletionException(interrupted);
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (TimeoutException late) {
            throw new CompletionException(late);
        }
    }
}
