package dev.berth.server.runtime.jupyter;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that outlive the server. */
class ReattachTest {
    @TempDir
    private Path folder;

    private Kernels kernels;

    @BeforeEach
    void prepare() {
        RequiredTools.ipykernel();
        kernels = new Kernels(folder);
    }

    @AfterEach
    void end() {
        if (kernels != null) {
            kernels.close();
        }
    }

    @Test
    void idleKernel_goesOnWithItsVariables() {
        SessionId session = kernels.ready();
        kernels.run(session, "kept = 'as it was'");
        long pid = kernels.identity(session).pid();
        OpaqueBytes handle = kernels.reports.handle(session);
        assertThat(handle.size()).isLessThan(300);
        kernels.crash();

        kernels.runtime().attach(kernels.launch(session), handle, null, kernels.reports);
        kernels.reports.awaitReady(session);

        assertThat(kernels.run(session, "print(kept)").stdout()).isEqualTo("as it was\n");
        assertThat(kernels.identity(session).pid()).isEqualTo(pid);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(kernels.reports.awaitFailed(session)).startsWith("the kernel died: exit status unknown");
    }

    @Test
    void calculationThatRunsOn_losesNothing() throws IOException {
        SessionId session = kernels.ready();
        Path go = folder.resolve("go");
        Calculation calculation = kernels.startPrinting(session, awaiting(go));
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);
        kernels.reports.awaitReady(session);
        Files.createFile(go);

        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(COMPLETED, "", true));
        assertThat(ran.stdout()).isEqualTo("before\nafter\n");
    }

    @Test
    void calculationThatEndsWithoutServer_losesNothing() throws IOException {
        SessionId session = kernels.ready();
        Path go = folder.resolve("go");
        Calculation calculation = kernels.startPrinting(session, awaiting(go) + "missing");
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();
        Files.createFile(go);
        Path result = calculationFolder(calculation).resolve("result.json");
        Eventually.holds("it has ended", () -> Files.exists(result));

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);

        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(FAILED, "NameError: name 'missing' is not defined", true));
        assertThat(ran.stdout()).isEqualTo("before\nafter\n");
        assertThat(kernels.run(session, "print('alive')").stdout()).isEqualTo("alive\n");
    }

    @Test
    void calculationWhoseEndWasNotJournaled_isNotRunAgain() {
        SessionId session = kernels.ready();
        kernels.run(session, "runs = 0");
        Calculation calculation = kernels.start(session, "runs += 1\nprint('once')");
        CalculationEnd end = kernels.ran(calculation).end();
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);

        assertThat(kernels.ran(calculation).end()).isEqualTo(end);
        assertThat(kernels.ran(calculation).stdout()).isEqualTo("once\n");
        assertThat(kernels.run(session, "print(runs)").stdout()).isEqualTo("1\n");
    }

    @Test
    void calculationThatNeverBegan_isRun() {
        SessionId session = kernels.ready();
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();
        Calculation calculation = Kernels.calculation(session, "print('run')");

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);

        assertThat(kernels.ran(calculation).stdout()).isEqualTo("run\n");
    }

    @Test
    void stopOfCalculationThatRunsOn_interruptsIt() {
        SessionId session = kernels.ready();
        Calculation calculation = kernels.startPrinting(session, awaiting(folder.resolve("never")));
        Eventually.holds(
                "it has begun",
                () -> Files.exists(calculationFolder(calculation).resolve("stdout")));
        OpaqueBytes handle = kernels.reports.handle(session);
        kernels.crash();

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);
        kernels.reports.awaitReady(session);
        kernels.runtime().stop(calculation, kernels.reports);

        assertThat(kernels.ran(calculation).end().detail()).isEqualTo("the calculation was stopped");
        assertThat(kernels.run(session, "print('alive')").stdout()).isEqualTo("alive\n");
    }

    @Test
    void kernelThatIsGone_failsItsCalculationAndItsSession() {
        SessionId session = kernels.ready();
        Calculation calculation = kernels.startPrinting(session, awaiting(folder.resolve("never")));
        OpaqueBytes handle = kernels.reports.handle(session);
        KernelIdentity kernel = kernels.identity(session);
        kernels.crash();
        ProcessHandle.of(kernel.pid()).orElseThrow().destroyForcibly();
        Eventually.holds("it is dead", () -> !kernel.isAlive());

        kernels.runtime().attach(kernels.launch(session), handle, calculation, kernels.reports);

        assertThat(kernels.reports.awaitFailed(session)).startsWith("the kernel ended while no server was running");
        assertThat(kernels.ran(calculation).end().state()).isEqualTo(FAILED);
    }

    @Test
    void launchThatWasNotJournaled_takesTheKernelOver() {
        SessionId session = kernels.ready();
        KernelIdentity kernel = kernels.identity(session);
        kernels.crash();

        kernels.runtime().launch(kernels.launch(session), kernels.reports);
        kernels.reports.awaitReady(session);

        assertThat(kernels.identity(session)).isEqualTo(kernel);
        assertThat(kernels.reports.all()).containsExactly("launched " + session, "ready " + session);
        assertThat(kernels.run(session, "print(1)").stdout()).isEqualTo("1\n");
    }

    @Test
    void orphans_areEndedAndLiveSessionsLeftAlone() {
        SessionId live = kernels.ready();
        SessionId orphan = kernels.ready();
        KernelIdentity ofLive = kernels.identity(live);
        KernelIdentity ofOrphan = kernels.identity(orphan);
        OpaqueBytes handle = kernels.reports.handle(live);
        kernels.crash();

        kernels.runtime().endOrphans(live::equals);

        assertThat(ofLive.isAlive()).isTrue();
        assertThat(ofOrphan.isAlive()).isFalse();
        assertThat(new SessionFolder(kernels.data, orphan).exists()).isFalse();
        kernels.runtime().attach(kernels.launch(live), handle, null, kernels.reports);
        kernels.reports.awaitReady(live);
    }

    @Test
    void kernelThatNoServerAsksFor_endsItself() {
        kernels.idleTimeout = Duration.ofSeconds(2);
        SessionId session = kernels.ready();
        kernels.run(session, "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)");
        KernelIdentity kernel = kernels.identity(session);
        kernels.crash();

        Eventually.holds("the kernel has ended", () -> !kernel.isAlive());
        Eventually.holds("its child has ended", () -> processesOf(session) == 0);
    }

    @Test
    void kernelThatTheServerKnows_outlivesItsIdleTimeout() {
        kernels.idleTimeout = Duration.ofSeconds(2);
        SessionId session = kernels.ready();
        kernels.idleTimeout = Duration.ofMinutes(20);
        SessionId clock = kernels.ready();

        kernels.run(clock, "import time\ntime.sleep(4)");

        assertThat(kernels.run(session, "print('alive')").stdout()).isEqualTo("alive\n");
    }

    private static long processesOf(SessionId session) {
        try {
            return Proc.scan().stream()
                    .filter(process -> process.environment().contains("BERTH_SESSION=" + session))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path calculationFolder(Calculation calculation) {
        return new SessionFolder(kernels.data, calculation.session()).calculation(calculation.id());
    }

    private static String awaiting(Path file) {
        return """
                import os, time
                print('before')
                while not os.path.exists('%s'):
                    time.sleep(0.01)
                print('after')
                """.formatted(file);
    }
}
