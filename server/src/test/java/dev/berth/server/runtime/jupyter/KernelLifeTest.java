package dev.berth.server.runtime.jupyter;

import static dev.berth.api.CalculationState.CANCELED;
import static dev.berth.api.CalculationState.COMPLETED;
import static dev.berth.api.CalculationState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.server.runtime.jupyter.Kernels.Ran;
import dev.berth.server.testing.Eventually;
import dev.berth.server.testing.RequiredTools;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How kernels start, live and end. */
class KernelLifeTest {
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
    void kernelThatExits_failsItsCalculationAndThenItsSession() {
        SessionId session = kernels.ready();

        Ran ran = kernels.run(session, "import os\nos.write(2, b'last words\\n')\nprint('so far')\nos._exit(3)");

        assertThat(ran.end()).isEqualTo(new CalculationEnd(FAILED, "the kernel died: exit status 3", true));
        assertThat(ran.stdout()).isEqualTo("so far\n");
        assertThat(kernels.reports.awaitFailed(session))
                .startsWith("the kernel died: exit status 3")
                .endsWith("last words");
        assertThat(kernels.reports.all().get(kernels.reports.all().size() - 2)).startsWith("finished ");
    }

    @Test
    void kernelThatIsKilled_failsItsSession() {
        SessionId session = kernels.ready();

        ProcessHandle.of(kernels.identity(session).pid()).orElseThrow().destroyForcibly();

        assertThat(kernels.reports.awaitFailed(session)).startsWith("the kernel died: killed by signal 9");
    }

    @Test
    void terminate_endsEveryChild() {
        SessionId session = kernels.ready();
        Ran ran = kernels.run(session, """
                import subprocess
                children = [subprocess.Popen(['sleep', '600'], start_new_session=i % 2 == 0) for i in range(200)]
                print(*[child.pid for child in children])
                """);
        List<Long> pids = List.of(ran.stdout().strip().split(" ")).stream()
                .map(Long::valueOf)
                .toList();
        assertThat(pids).hasSize(200).allMatch(pid -> Proc.startTime(pid).isPresent());

        kernels.terminate(session);

        assertThat(pids).noneMatch(pid -> Proc.startTime(pid).isPresent());
        Eventually.holds("the folder is gone", () -> !new SessionFolder(kernels.data, session).exists());
    }

    @Test
    void terminate_keepsTheOutputOfTheCalculationInFlight() {
        SessionId session = kernels.ready();
        Calculation calculation = kernels.startPrinting(session, "print('so far')\nimport time\ntime.sleep(600)");

        kernels.terminate(session);

        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(CANCELED, "the session was ended", true));
        assertThat(ran.stdout()).isEqualTo("so far\n");
        assertThat(kernels.reports.all())
                .containsSubsequence("finished " + calculation.id(), "ended " + session)
                .noneMatch(report -> report.startsWith("failed"));
    }

    @Test
    void terminateOfUnknownSession_isReportedAsEnded() {
        kernels.terminate(Kernels.newSession());
    }

    @Test
    void kernel_seesNoSecretAndLeavesNoFileToOthers() throws IOException {
        kernels.environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        kernels.environment.put("BERTH_RESULTS_SECRET", "secret");
        kernels.environment.put("LC_TIME", "C");
        SessionId session = kernels.ready();

        Ran ran = kernels.run(
                session,
                "import os\nprint(os.environ.get('LC_TIME'), 'secret' in str(os.environ))\n"
                        + "print(os.environ['BERTH_SESSION'], os.getcwd(), os.getpgid(0) == os.getpid())");

        SessionFolder files = new SessionFolder(kernels.data, session);
        assertThat(ran.stdout()).isEqualTo("C False\n" + session + " " + files.work() + " True\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.path())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.connection())))
                .isEqualTo("rw-------");
    }

    @Test
    void memoryBeyondTheLimit_isRefused() {
        kernels.memoryLimitBytes = 2L << 30;
        SessionId session = kernels.ready();

        assertThat(kernels.run(session, "len(bytearray(3 << 30))").end().detail())
                .startsWith("MemoryError");
        assertThat(kernels.run(session, "len(bytearray(1 << 20))").end().state())
                .isEqualTo(COMPLETED);
    }

    @Test
    void launches_areThrottled() {
        kernels.launchesAtOnce = 2;
        List<SessionId> sessions = List.of(kernels.begin(), kernels.begin(), kernels.begin(), kernels.begin());

        sessions.forEach(kernels.reports::awaitReady);

        int starting = 0;
        for (String report : kernels.reports.all()) {
            starting += report.startsWith("launched") ? 1 : report.startsWith("ready") ? -1 : 0;
            assertThat(starting).isBetween(0, 2);
        }
    }

    @Test
    void terminateOfSessionThatWaits_launchesNothing() {
        kernels.launchesAtOnce = 1;
        SessionId first = kernels.begin();
        SessionId second = kernels.begin();

        kernels.terminate(second);
        kernels.reports.awaitReady(first);
        SessionId third = kernels.ready();

        assertThat(kernels.reports.all())
                .contains("ready " + third)
                .doesNotContain("launched " + second, "ready " + second);
    }

    @Test
    void terminateOfSessionThatStarts_endsIt() {
        SessionId session = kernels.begin();
        kernels.reports.await("launched " + session);

        kernels.terminate(session);

        assertThat(kernels.reports.all()).containsExactly("launched " + session, "ended " + session);
    }

    @Test
    void kernelThatCannotStart_failsWithItsLastWords() throws IOException {
        kernels.kernel = ForeignKernel.install(folder, kernels, "sh", "-c", "echo no luck >&2; exit 4");

        assertThat(kernels.reports.awaitFailed(kernels.begin())).contains("no luck");
    }

    @Test
    void kernelThatDoesNotAnswer_isEnded() throws IOException {
        kernels.kernel = ForeignKernel.install(folder, kernels, "sleep", "600");
        kernels.launchTimeout = Duration.ofSeconds(1);
        SessionId session = kernels.begin();

        assertThat(kernels.reports.awaitFailed(session)).isEqualTo("the kernel did not answer within 1 s");
        assertThat(kernels.identity(session).isAlive()).isFalse();
    }

    @Test
    void commandThatIsMissing_failsTheSession() throws IOException {
        kernels.kernel = ForeignKernel.install(folder, kernels, "/no/such/kernel");

        assertThat(kernels.reports.awaitFailed(kernels.begin())).contains("/no/such/kernel");
    }

    @Test
    void notebook_isInTheWorkingFolder() {
        kernels.notebook = "s3://team/notes/there.ipynb";

        assertThat(kernels.run(kernels.ready(), "print(open('there.ipynb').read())")
                        .stdout())
                .isEqualTo("a notebook\n");
    }

    @Test
    void notebookThatIsMissing_failsTheSession() {
        kernels.notebook = "s3://team/notes/missing.ipynb";

        assertThat(kernels.reports.awaitFailed(kernels.begin()))
                .isEqualTo("NoSuchFileException: s3://team/notes/missing.ipynb");
    }

    @Test
    void codeThatIgnoresItsStop_losesItsKernel() {
        kernels.stopGrace = Duration.ofSeconds(1);
        SessionId session = kernels.ready();
        Calculation calculation = kernels.startPrinting(session, """
                import time
                print('so far')
                while True:
                    try:
                        time.sleep(600)
                    except KeyboardInterrupt:
                        pass
                """);

        kernels.runtime().stop(calculation, kernels.reports);

        assertThat(kernels.reports.awaitFailed(session)).isEqualTo("the kernel ignored the interrupt and was ended");
        Ran ran = kernels.ran(calculation);
        assertThat(ran.end()).isEqualTo(new CalculationEnd(CANCELED, "the calculation was stopped", true));
        assertThat(ran.stdout()).isEqualTo("so far\n");
    }

    @Test
    void kernelWithoutHeartbeat_isDegradedOnce() throws IOException {
        SessionId session = kernels.ready();
        long pid = kernels.identity(session).pid();
        Process stop = new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start();
        assertThat(stop.onExit().join().exitValue()).isZero();

        kernels.reports.await("degraded " + session);
        kernels.terminate(session);

        assertThat(kernels.reports.all().stream().filter(report -> report.startsWith("degraded")))
                .hasSize(1);
    }

    @Test
    void resultsThatCannotBeKept_failTheCalculation() {
        SessionId session = kernels.ready();
        kernels.store.failures.set(4);
        Calculation calculation = Kernels.calculation(session, "1");

        kernels.runtime().calculate(kernels.launch(calculation.session()), calculation, kernels.reports);

        assertThat(kernels.reports.awaitEnd(calculation.id()))
                .isEqualTo(new CalculationEnd(
                        FAILED, "the results could not be kept: IOException: the disk is full", false));
    }
}
