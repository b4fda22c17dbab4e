package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Real servers, and figures that mean nothing: that all sides answer is what is shown here. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    @Test
    void everySide_isMeasured() {
        StringWriter out = new StringWriter();
        int exitCode = new CommandLine(new CompareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute(
                        "--sides",
                        "memory,signed_durable",
                        "--runs",
                        "2",
                        "--pairs",
                        "1",
                        "--warmup",
                        "0",
                        "--requests",
                        "40",
                        "--open",
                        "1",
                        "--overload",
                        "1",
                        "--connections",
                        "8",
                        "--jvm",
                        "-Xmx256m -XX:TieredStopAtLevel=1",
                        "--data",
                        folder.toString());

        assertThat(exitCode).as(out.toString()).isIn(0, 3);
        // Of each run, and of the medians.
        assertThat(linesThatBeginWith("bare ", out)).hasSize(2 * 2 + 1);
        assertThat(linesThatBeginWith("memory ", out)).hasSize(3 * 2 + 1);
        assertThat(linesThatBeginWith("signed + durable ", out)).hasSize(2 * 2 + 1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void noRun_isNothingToCompare() {
        StringWriter error = new StringWriter();
        int exitCode = new CommandLine(new CompareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(error))
                .execute("--runs", "0");

        assertThat(exitCode).isEqualTo(2);
        assertThat(error.toString()).startsWith("--runs, --pairs and --requests are at least 1");
    }

    private static List<String> linesThatBeginWith(String start, StringWriter out) {
        return out.toString().lines().filter(line -> line.startsWith(start)).toList();
    }
}
