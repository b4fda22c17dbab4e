package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationState;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.SessionRuntime.Launch;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calculation that a session runs, until its results are kept. For the kernels' thread only. */
final class CalculationRun {
    private static final Logger LOG = System.getLogger(CalculationRun.class.getName());
    private static final List<Duration> KEEP_PAUSES =
            List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final String STOP = "stop";
    private static final Duration PUBLISHED_AFTER_REPLY = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final Launch launch;
    private final Calculation calculation;
    private final Path folder;
    private @Nullable PublishedOutput published;
    private boolean sent;
    private boolean stopAsked;
    /** An interrupt that is under way must not hit the calculation that follows. */
    private CompletableFuture<?> interrupting = CompletableFuture.completedFuture(null);

    private @Nullable CompletableFuture<CalculationEnd> end;

    CalculationRun(Surroundings surroundings, Launch launch, Calculation calculation, SessionFolder folder) {
        this.surroundings = surroundings;
        this.launch = launch;
        this.calculation = calculation;
        this.folder = folder.calculation(calculation.id());
    }

    Calculation calculation() {
        return calculation;
    }

    String id() {
        return calculation.id().toString();
    }

    Path folder() {
        return folder;
    }

    /** Whether the kernel has its code. */
    boolean isSent() {
        return sent;
    }

    boolean isEnding() {
        return end != null;
    }

    /** Sends the code to a kernel. */
    void send(KernelConnection connection, @Nullable PublishedOutput output) {
        sent = true;
        published = output;
        connection.send("execute_request", id(), ExecuteRequest.of(calculation.code()));
    }

    /** Goes on with a calculation whose code an earlier server sent. */
    void resume(@Nullable PublishedOutput output) {
        sent = true;
        published = output;
        if (output != null) {
            output.markGap();
        }
    }

    void askStop() {
        stopAsked = true;
    }

    /** Tells the kernel that it is to stop, which sees it even where an interrupt comes too early. On a worker. */
    void markStop() throws IOException {
        Path marker = folder.resolve(STOP);
        if (Files.isDirectory(folder) && !Files.exists(marker)) {
            Files.createFile(marker);
        }
    }

    /** Whether the kernel has replied, even if its output is still to come. */
    boolean hasReply() {
        return published != null && published.hasReply();
    }

    boolean isStopAsked() {
        return stopAsked;
    }

    void interruptedBy(CompletableFuture<?> interrupt) {
        interrupting = interrupt.handle((sent, failure) -> {
            if (failure != null) {
                LOG.log(Level.WARNING, "a kernel could not be interrupted: " + Surroundings.reason(failure));
            }
            return sent;
        });
    }

    /** Takes the kernel's reply; ends once all output has come. */
    void takeReply(WireMessage reply, Runnable finish) {
        PublishedOutput output = published;
        if (output == null) {
            finish.run();
            return;
        }
        output.takeReply(reply);
        if (output.completeReply() != null) {
            finish.run();
        } else {
            surroundings.loop().schedule(PUBLISHED_AFTER_REPLY, finish);
        }
    }

    void takePublished(WireMessage message, Consumer<WireMessage> finish) {
        PublishedOutput output = published;
        if (output == null || end != null || !message.parentId().equals(id())) {
            return;
        }
        output.take(message);
        WireMessage reply = output.completeReply();
        if (reply != null) {
            finish.accept(reply);
        }
    }

    Outcome outcomeOf(WireMessage reply) {
        return Outcome.ofReply(reply.content(), stopAsked);
    }

    /**
     * Completes the files and has them kept. The second call and those after it give the same end.
     *
     * @param otherwise the outcome, where the kernel has left none
     */
    CompletableFuture<CalculationEnd> finish(Outcome otherwise) {
        CompletableFuture<CalculationEnd> known = end;
        if (known != null) {
            return known;
        }
        CompletableFuture<CalculationEnd> ending = interrupting
                .thenApplyAsync(nothing -> completeFiles(otherwise), surroundings.workers())
                .thenCompose(outcome -> keep(outcome, 0))
                .exceptionally(failure -> lost("the results could not be written", failure));
        end = ending;
        return ending;
    }

    private Outcome completeFiles(Outcome otherwise) {
        try {
            Optional<Outcome> noted = Outcome.noted(folder);
            if (noted.isPresent()) {
                return noted.get();
            }
            OwnersFiles.createFolders(folder);
            PublishedOutput output = published;
            Outcome outcome = Outcome.ofResult(folder).orElse(otherwise);
            if (output != null) {
                output.finish(outcome);
            } else if (Outcome.ofResult(folder).isEmpty()) {
                outcome.writeResult(folder, new JsonArray(), new JsonArray());
            }
            outcome.note(folder);
            return outcome;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<CalculationEnd> keep(Outcome outcome, int attempt) {
        return surroundings
                .store()
                .keep(surroundings.reader().results(launch), launch.id(), calculation.id(), folder)
                .thenApply(nothing -> new CalculationEnd(outcome.state(), outcome.detail(), true))
                .exceptionallyCompose(failure -> keepAgain(outcome, attempt, failure));
    }

    private CompletableFuture<CalculationEnd> keepAgain(Outcome outcome, int attempt, Throwable failure) {
        if (attempt == KEEP_PAUSES.size()) {
            return CompletableFuture.completedFuture(lost("the results could not be kept", failure));
        }
        Executor later = CompletableFuture.delayedExecutor(
                KEEP_PAUSES.get(attempt).toMillis(), TimeUnit.MILLISECONDS, surroundings.workers());
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(nothing -> keep(outcome, attempt + 1));
    }

    private static CalculationEnd lost(String what, Throwable failure) {
        return new CalculationEnd(CalculationState.FAILED, what + ": " + Surroundings.reason(failure), false);
    }
}
