package dev.berth.server.runtime.jupyter;

import static dev.berth.api.CalculationState.CANCELED;
import static dev.berth.api.CalculationState.COMPLETED;
import static dev.berth.api.CalculationState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.server.runtime.jupyter.Kernels.Ran;
import dev.berth.server.testing.RequiredTools;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the code of calculations finds and leaves behind, in one kernel for all. */
class CalculationsTest {
    @TempDir
    private static Path folder;

    private static Kernels kernels;
    private static SessionId session;

    @BeforeAll
    static void launch() {
        RequiredTools.ipykernel();
        kernels = new Kernels(folder);
        session = kernels.ready();
    }

    @AfterAll
    static void end() {
        if (kernels != null) {
            kernels.close();
        }
    }

    @Test
    void variables_persist() {
        kernels.run(session, "answer = 6 * 7");

        Ran ran = kernels.run(session, "print(answer)");

        assertThat(ran.end()).isEqualTo(new CalculationEnd(COMPLETED, "", true));
        assertThat(ran.stdout()).isEqualTo("42\n");
        assertThat(ran.stderr()).isEmpty();
        assertThat(new JsonObject(ran.result()))
                .isEqualTo(new JsonObject("{\"version\":1,\"state\":\"COMPLETED\",\"outputs\":[]}"));
    }

    @Test
    void exception_isPlainTextWithTheLineAsSent() {
        Ran ran = kernels.run(session, "print('before')\n\nmissing\n");

        assertThat(ran.end()).isEqualTo(new CalculationEnd(FAILED, "NameError: name 'missing' is not defined", true));
        assertThat(ran.stdout()).isEqualTo("before\n");
        assertThat(ran.stderr()).isEqualTo("""
                        Traceback (most recent call last):
                          File "<stdin>", line 3, in <module>
                        NameError: name 'missing' is not defined
                        """);
        JsonObject error = new JsonObject(ran.result()).getJsonObject("error");
        assertThat(error.getString("name")).isEqualTo("NameError");
        assertThat(error.getString("message")).isEqualTo("name 'missing' is not defined");
        assertThat(error.getJsonArray("traceback")).hasSize(3);
    }

    @Test
    void exceptionInFunctionOfEarlierCalculation_namesItsLineThere() {
        kernels.run(session, "\n\ndef divide(by):\n    return 1 / by\n");

        Ran ran = kernels.run(session, "import json\ndivide(0)");

        assertThat(ran.stderr()).isEqualTo("""
                        Traceback (most recent call last):
                          File "<stdin>", line 2, in <module>
                          File "<stdin>", line 4, in divide
                        ZeroDivisionError: division by zero
                        """);
    }

    @Test
    void exceptionInLibrary_showsItsFramesAsPythonDoes() {
        Ran ran = kernels.run(session, "import json\njson.loads('{')");

        assertThat(ran.stderr())
                .startsWith("Traceback (most recent call last):\n  File \"<stdin>\", line 2, in <module>\n")
                .contains("json/decoder.py\", line ", "in raw_decode\n")
                .doesNotContain("IPython", "ipykernel", "\u001b");
    }

    @Test
    void chainedExceptions_areBothTold() {
        Ran ran = kernels.run(session, "try:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('so') from e");

        assertThat(ran.stderr())
                .contains(
                        "line 2, in <module>\nZeroDivisionError: division by zero\n",
                        "direct cause",
                        "line 4, in <module>\nValueError: so\n");
    }

    @Test
    void syntaxError_pointsToItsLine() {
        Ran ran = kernels.run(session, "\nfine = 1\nx = = 1");

        assertThat(ran.end().detail()).isEqualTo("SyntaxError: invalid syntax");
        assertThat(ran.stderr()).isEqualTo("""
                          File "<stdin>", line 3
                            x = = 1
                                ^
                        SyntaxError: invalid syntax
                        """);
    }

    @Test
    void magics_doNotShiftLines() {
        assertThat(kernels.run(session, "%%time\n\nfine = 1\nmissing").stderr()).contains("line 4, in <module>");
        assertThat(kernels.run(session, "fine = 1\n%time missing").stderr()).contains("line 2, in <module>");
        assertThat(kernels.run(session, "!echo a \\\n  b\nmissing").stderr()).contains("line 3, in <module>");
    }

    @Test
    void exceptionThatMagicSwallows_failsTheCalculation() {
        Ran ran = kernels.run(session, "%%time\nmissing");

        assertThat(ran.end().state()).isEqualTo(FAILED);
        assertThat(ran.end().detail()).isEqualTo("NameError: name 'missing' is not defined");
    }

    @Test
    void unicode_arrivesAsUtf8() {
        Ran ran = kernels.run(session, "print('grüße 你好 🚢 \\ud800'); import sys; print('é', file=sys.stderr)");

        assertThat(ran.stdout()).isEqualTo("grüße 你好 🚢 \\ud800\n");
        assertThat(ran.stderr()).isEqualTo("é\n");
    }

    @Test
    void outputBeyondTheBound_isCutWithNotice() {
        Ran ran = kernels.run(session, "for i in range(20):\n    print('ß' * (1 << 19))");

        assertThat(ran.end().state()).isEqualTo(COMPLETED);
        assertThat(ran.stdout()).endsWith("ß\n[output cut after 16777216 bytes]\n");
        assertThat(ran.stdout().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(JupyterConfig.OUTPUT_BYTES, JupyterConfig.OUTPUT_BYTES + 100);
    }

    @Test
    void richOutput_isKeptAsJupyterHasIt() {
        Ran ran = kernels.run(session, """
                from IPython.display import Image, display
                display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(100)))
                {'a': 1}
                """);

        JsonObject result = new JsonObject(ran.result());
        JsonObject image = result.getJsonArray("outputs").getJsonObject(0);
        assertThat(image.getString("type")).isEqualTo("display_data");
        assertThat(Base64.getDecoder().decode(image.getJsonObject("data").getString("image/png")))
                .hasSize(108)
                .startsWith(0x89, 'P', 'N', 'G');
        JsonObject last = result.getJsonArray("outputs").getJsonObject(1);
        assertThat(last.getString("type")).isEqualTo("execute_result");
        assertThat(last.getJsonObject("data").getString("text/plain")).isEqualTo("{'a': 1}");
    }

    @Test
    void richOutputBeyondTheBound_isReplacedByNotice() {
        Ran ran = kernels.run(session, "'x' * (20 << 20)");

        assertThat(ran.result()).hasSizeLessThan(1_000).contains("[output of 209", "bytes left out");
    }

    @Test
    void hugeError_isBounded() {
        Ran ran = kernels.run(session, "raise ValueError('x' * (20 << 20))");

        assertThat(ran.end().detail()).startsWith("ValueError: xxx").hasSizeLessThan(1_100);
        assertThat(ran.result()).hasSizeLessThan(50_000);
        assertThat(ran.stderr()).endsWith("[output cut after 16777216 bytes]\n");
    }

    @Test
    void outputThatIsNoJson_isReplacedByNotice() {
        Ran ran = kernels.run(
                session, "from IPython.display import display\ndisplay({'application/json': float('nan')}, raw=True)");

        assertThat(new JsonObject(ran.result()).getJsonArray("outputs").encode())
                .contains("[no JSON: ");
    }

    @Test
    void helpForAPager_isAnOutput() {
        assertThat(kernels.run(session, "len?").result()).contains("Return the number of items in a container");
    }

    @Test
    void plot_isPng() {
        RequiredTools.matplotlib();
        Ran ran = kernels.run(session, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()");

        assertThat(ran.result()).contains("\"image/png\": \"iVBORw0KGgo");
    }

    @Test
    void stop_interruptsCodeThatSleeps() {
        Calculation calculation = kernels.startPrinting(session, "print('begun')\nimport time\ntime.sleep(600)");

        kernels.runtime().stop(calculation, kernels.reports);
        Ran ran = kernels.ran(calculation);

        // Had it taken the grace time of 20 s, the kernel would have been ended, and the session with it.
        assertThat(ran.end()).isEqualTo(new CalculationEnd(CANCELED, "the calculation was stopped", true));
        assertThat(kernels.run(session, "print('alive')").stdout()).isEqualTo("alive\n");
    }

    @Test
    void stop_interruptsCodeThatAwaits() {
        Calculation calculation =
                kernels.startPrinting(session, "print('begun')\nimport asyncio\nawait asyncio.sleep(600)");

        kernels.runtime().stop(calculation, kernels.reports);

        assertThat(kernels.ran(calculation).end().state()).isEqualTo(CANCELED);
        assertThat(kernels.run(session, "print('alive')").stdout()).isEqualTo("alive\n");
    }

    @Test
    void stopThatComesAtOnce_isNotMissed() {
        Calculation calculation = kernels.start(session, "import time\ntime.sleep(600)");

        kernels.runtime().stop(calculation, kernels.reports);

        assertThat(kernels.ran(calculation).end().state()).isEqualTo(CANCELED);
    }

    @Test
    void stopOfAnotherCalculation_isIgnored() {
        Calculation earlier = Kernels.calculation(session, "");
        Calculation calculation = kernels.start(session, "import time\ntime.sleep(0.2)\nprint('whole')");

        kernels.runtime().stop(earlier, kernels.reports);

        assertThat(kernels.ran(calculation).stdout()).isEqualTo("whole\n");
    }

    @Test
    void outputOfEarlierThread_isNotThatOfTheCalculation() {
        kernels.run(session, """
                import threading
                go, gone = threading.Event(), threading.Event()
                def late():
                    go.wait()
                    print('late')
                    gone.set()
                threading.Thread(target=late).start()
                """);

        Ran ran = kernels.run(session, "go.set(); gone.wait(); print('now')");

        assertThat(ran.stdout()).isEqualTo("now\n");
    }

    @Test
    void loggingSetUpEarlier_writesToTheCalculationThatRuns() {
        kernels.run(session, "import logging\nlogging.basicConfig(force=True)");

        assertThat(kernels.run(session, "logging.warning('careful')").stderr()).isEqualTo("WARNING:root:careful\n");
    }

    @Test
    void hook_isNotInTheUsersNamespace() {
        Ran ran = kernels.run(
                session,
                "print([n for n in dir() if 'hook' in n.lower() or 'berth' in n.lower()"
                        + " or n in ('SESSION_FOLDER', 'PROPERTIES', 'shell')])");

        assertThat(ran.stdout()).isEqualTo("[]\n");
    }

    @Test
    void storeThatFailsForAWhile_isAskedAgain() {
        kernels.store.failures.set(2);

        assertThat(kernels.run(session, "print(1)").end()).isEqualTo(new CalculationEnd(COMPLETED, "", true));
    }

    @Test
    void calculationOfUnknownSession_fails() {
        Calculation calculation = Kernels.calculation(Kernels.newSession(), "1");

        kernels.runtime().calculate(kernels.launch(calculation.session()), calculation, kernels.reports);

        assertThat(kernels.reports.awaitEnd(calculation.id()))
                .isEqualTo(new CalculationEnd(FAILED, "the session has no kernel", false));
    }

    @Test
    void calculations_waitForNothingButTheKernel() {
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            kernels.run(session, "1");
        }

        // Far above what they take, far below what 20 missed wake-ups of the kernels' thread would.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
}
