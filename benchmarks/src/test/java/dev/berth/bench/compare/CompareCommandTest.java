package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
        assertThat(out.toString().lines().filter(line -> line.startsWith("bare ")))
                .hasSize(2);
        assertThat(out.toString().lines().filter(line -> line.startsWith("memory ")))
                .hasSize(3);
        assertThat(out.toString().lines().filter(line -> line.startsWith("signed + durable ")))
                .hasSize(2);
        assertThat(folder).isEmptyDirectory();
    }
}
