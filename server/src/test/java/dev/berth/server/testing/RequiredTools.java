package dev.berth.server.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tools of the machine that some tests run against. Where one is missing, the test is skipped and says how to install it; with
 * {@code -Dberth.tools=required} it fails instead. With {@code -Dberth.tools=unused} the tools count as missing.
 */
public final class RequiredTools {
    private static final String PYTHON = "/usr/bin/python3";
    private static final @Nullable String WANTED = System.getProperty("berth.tools");

    /** The browser. */
    public static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** What steers it. */
    public static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");

    private RequiredTools() {}

    /** An IPython kernel. */
    public static void ipykernel() {
        require(hasModule("ipykernel"), "python3-ipykernel");
    }

    /** Plots in such a kernel. */
    public static void matplotlib() {
        require(hasModule("matplotlib") && hasModule("matplotlib_inline"), "python3-matplotlib");
    }

    /** Prometheus and its promtool. */
    public static void prometheus() {
        require(hasProgram("prometheus") && hasProgram("promtool"), "prometheus");
    }

    /** A browser, and what steers it. */
    public static void chromium() {
        require(hasProgram(CHROMIUM.toString()) && hasProgram(CHROMEDRIVER.toString()), "chromium chromium-driver");
    }

    private static void require(boolean found, String debianPackage) {
        if (found && !"unused".equals(WANTED)) {
            return;
        }
        String reason = found ? "not to be used: " + debianPackage : "needs: apt-get install " + debianPackage;
        if ("required".equals(WANTED)) {
            fail(reason);
        }
        abort(reason);
    }

    private static boolean hasModule(String name) {
        return succeeds(
                PYTHON, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('" + name + "') is None)");
    }

    private static boolean hasProgram(String name) {
        return succeeds(name, "--version");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
