package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BerthCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_showsOptionsAndDefaults() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .contains(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "8181",
                        "--data",
                        "./berth-data",
                        "--runtime",
                        "auto",
                        "--on-stop")
                .contains("--account-dpus", "160", "--max-sessions", "--durability", "--config", "--insecure")
                .contains("serve", "journal");
    }

    @Test
    void version_isPrinted() {
        assertThat(run("--version")).isZero();

        assertThat(out.toString()).startsWith("berth ").contains("JDK " + System.getProperty("java.version"));
    }

    @ParameterizedTest
    @CsvSource({
        "--nope,Unknown option: '--nope'",
        "serve --nope,Unknown option: '--nope'",
        "srve,Unmatched argument at index 0: 'srve'",
        "--port,Missing required parameter for option '--port' (PORT)"
    })
    void badOption_exitsWith2(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).startsWith("berth: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "--port x",
        "serve --port x",
        "--host 192.0.2.1",
        "--runtime spark",
        "--durability disk",
        "--config /no/such/file"
    })
    void unusableValue_exitsWith2AndOneLine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("berth: ");
    }

    @Test
    void heldFolder_exitsWith1AndOneLine(@TempDir Path folder) throws Exception {
        try (DataFolder held = DataFolder.open(folder)) {
            assertThat(run("--port", "0", "--data", folder.toString())).isEqualTo(1);

            assertThat(err.toString().lines()).hasSize(1);
            assertThat(err.toString()).startsWith("berth: data folder " + held.path() + " is in use");
        }
    }

    private int run(String... arguments) {
        CommandLine command = BerthCommand.create(Map.of());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
