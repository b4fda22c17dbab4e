package dev.berth.server.runtime.jupyter;

import static dev.berth.api.CalculationState.CANCELED;
import static dev.berth.api.CalculationState.COMPLETED;
import static dev.berth.api.CalculationState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.runtime.jupyter.Kernels.Ran;
import dev.berth.server.testing.Eventually;
import dev.berth.server.testing.RequiredTools;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that takes no hook: the server writes down what it publishes. */
class ForeignKernelTest {
    @TempDir
    private Path folder;

    private Kernels kernels;
    private SessionId session;

    @BeforeEach
    void launch() throws IOException {
        RequiredTools.ipykernel();
        kernels = new Kernels(folder);
        kernels.kernel = ForeignKernel.installEcho(folder, kernels);
        kernels.outputBytes = 1_000;
        session = kernels.ready();
    }

    @AfterEach
    void end() {
        if (kernels != null) {
            kernels.close();
        }
    }

    @Test
    void output_isWrittenFromWhatItPublishes() {
        Ran ran = kernels.run(session, "stdout grüße\nstderr careful\ndisplay picture");

        assertThat(ran.end()).isEqualTo(new CalculationEnd(COMPLETED, "", true));
        assertThat(ran.stdout()).isEqualTo("grüße\n");
        assertThat(ran.stderr()).isEqualTo("careful\n");
        assertThat(new JsonObject(ran.result()).getJsonArray("outputs").getJsonObject(0))
                .isEqualTo(new JsonObject(
                        "{\"type\":\"display_data\",\"data\":{\"text/plain\":\"picture\"},\"metadata\":{}}"));
    }

    @Test
    void error_isPlainText() {
        Ran ran = kernels.run(session, "wrong word");

        assertThat(ran.end()).isEqualTo(new CalculationEnd(FAILED, "ValueError: wrong", true));
        assertThat(ran.stderr()).isEqualTo("red\n");
        assertThat(new JsonObject(ran.result()).getJsonObject("error").getString("name"))
                .isEqualTo("ValueError");
    }

    @Test
    void outputBeyondTheBound_isCutWithNotice() {
        Ran ran = kernels.run(session, "stdout " + "x".repeat(2_000) + "\nstdout more");

        assertThat(ran.stdout()).isEqualTo("x".repeat(1_000) + "\n[output cut after 1000 bytes]\n");
    }

    @Test
    void stop_interruptsIt() {
        Calculation calculation = kernels.start(session, "stdout begun\nsleep 600");
        Eventually.holds(
                "it sleeps",
                () -> Files.exists(stdout(calculation))
                        && stdout(calculation).toFile().length() > 0);

        kernels.runtime().stop(calculation, kernels.reports);

        assertThat(kernels.ran(calculation).end())
                .isEqualTo(new CalculationEnd(CANCELED, "the calculation was stopped", true));
        assertThat(kernels.run(session, "stdout alive").stdout()).isEqualTo("alive\n");
    }

    @Test
    void calculationThatEndsWithoutServer_isLost() throws IOException {
        Path go = folder.resolve("go");
        Calculation calculation = kernels.start(session, "stdout before\nawait " + go + "\nstdout after");
        Eventually.holds("it waits", () -> stdout(calculation).toFile().length() > 0);
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();
        Files.createFile(go);
        awaitAnswer();

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);

        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(FAILED, "outcome lost in a restart", true));
        assertThat(ran.stdout()).isEqualTo("before\n[output may be missing here, as the server was restarted]\n");
        assertThat(kernels.run(session, "stdout alive").stdout()).isEqualTo("alive\n");
    }

    /** Until the kernel has answered another client, which it does only when it has nothing else to do. */
    private void awaitAnswer() {
        try (KernelLoop loop = new KernelLoop(1)) {
            CompletableFuture<WireMessage> answer = new CompletableFuture<>();
            ConnectionFile file = ConnectionFile.read(new SessionFolder(kernels.data, session).connection())
                    .orElseThrow();
            loop.execute(() -> new KernelConnection(loop, file, "other", Clock.systemUTC(), answer::complete)
                    .send("kernel_info_request", new JsonObject()));
            answer.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void calculationThatRunsOn_isFinishedWithTheGapMarked() throws IOException {
        Path go = folder.resolve("go");
        Calculation calculation = kernels.start(session, "stdout before\nawait " + go + "\nstdout after");
        Eventually.holds("it waits", () -> stdout(calculation).toFile().length() > 0);
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);
        kernels.reports.awaitReady(session);
        Eventually.holds("it is taken up", () -> stdout(calculation).toFile().length() > 10);
        Files.createFile(go);

        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(COMPLETED, "", true));
        assertThat(ran.stdout()).startsWith("before\n[output may be missing here, as the server was restarted]\n");
    }

    private Path stdout(Calculation calculation) {
        return new SessionFolder(kernels.data, session)
                .calculation(calculation.id())
                .resolve("stdout");
    }
}
