package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Real servers, and figures that mean nothing: that sessions live and end as they are to is what is shown here. */
class LiveCommandTest {
    @TempDir
    private Path folder;

    @Test
    void bothServers_keepTheirSessions() {
        StringWriter out = new StringWriter();
        int exitCode = new CommandLine(new LiveCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--few",
                        "10",
                        "--many",
                        "100",
                        "--pairs",
                        "2",
                        "--warmup",
                        "1",
                        "--requests",
                        "30",
                        "--connections",
                        "8",
                        "--jvm",
                        "-Xmx256m -XX:TieredStopAtLevel=1",
                        "--data",
                        folder.toString());

        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(out.toString()).contains("100 live sessions beside 10").contains("÷ with few");
        assertThat(folder).isEmptyDirectory();
    }
}
