package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class LoadCommandTest {
    /** A machine that is busy with other things must not fail a test of something else. */
    private static final String[] SHORT_RUN = {
        "--rate",
        "50",
        "--duration",
        "400ms",
        "--warmup",
        "0s",
        "--connections",
        "4",
        "--seed",
        "5",
        "--max-lateness",
        "10m"
    };

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aRunWritesAllItsReports() throws IOException {
        Path html = folder.resolve("report.html");
        Path json = folder.resolve("report.json");
        try (FakeServer server = FakeServer.start()) {
            int exitCode = run(server, "--report", html.toString(), "--json", json.toString());

            assertThat(exitCode).isEqualTo(ExitCodes.PASSED);
        }
        assertThat(out.toString()).contains("OPEN LOOP", "seed 5", "audit: passed", "kept up");
        assertThat(Files.readString(html)).contains("open loop");
        assertThat(new JsonObject(Files.readString(json)).getInteger("requests"))
                .isEqualTo(20);
    }

    @Test
    void aBrokenPromiseIsAnExitCode() {
        try (FakeServer server = FakeServer.start().withAccountLimit(100).overAdmitting()) {
            assertThat(run(server)).isEqualTo(ExitCodes.VIOLATION);
        }
        assertThat(out.toString()).contains("VIOLATION OVER_BUDGET");
        assertThat(err.toString()).contains("the audit failed");
    }

    @Test
    void theLimitOfTheGeneratorIsAnExitCode() {
        try (FakeServer server = FakeServer.start()) {
            // Nobody is less late than this.
            assertThat(run(server, "--max-lateness", "0ms")).isEqualTo(ExitCodes.GENERATOR);
        }
        assertThat(err.toString()).contains("the generator was the limit");
    }

    @Test
    void aBudgetOfTheCommandLineWins() {
        try (FakeServer server = FakeServer.start()) {
            assertThat(run(server, "--account-budget", "100")).isEqualTo(ExitCodes.VIOLATION);
        }
    }

    @Test
    void requestsAreSigned() {
        FakeServer server = FakeServer.start();
        try (server) {
            assertThat(run(server, "--sign", "KEY:SECRET", "--region", "eu-west-1"))
                    .isEqualTo(ExitCodes.PASSED);
        }
        assertThat(server.authorizations())
                .hasSize(20)
                .allMatch(header -> header.startsWith("AWS4-HMAC-SHA256 Credential=KEY/")
                        && header.contains("/eu-west-1/athena/aws4_request"));
    }

    @Test
    void theKeyMayComeFromTheEnvironment() {
        FakeServer server = FakeServer.start();
        try (server) {
            Map<String, String> environment = Map.of("AWS_ACCESS_KEY_ID", "ENVKEY", "AWS_SECRET_ACCESS_KEY", "SECRET");
            assertThat(run(environment, server, "--sign", "env")).isEqualTo(ExitCodes.PASSED);
        }
        assertThat(server.authorizations()).hasSize(20).allMatch(header -> header.contains("ENVKEY"));
    }

    @Test
    void theHighestRateIsPrinted() {
        try (FakeServer server = FakeServer.start().withCapacity(100)) {
            run(server, "--find-limit", "--p99", "100ms", "--rate", "400");
        }
        assertThat(out.toString()).contains("highest rate with p99 <= 100 ms");
    }

    @Test
    void aServerThatIsNotThereIsAnExitCode() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(execute(Map.of(), "--endpoint", "http://127.0.0.1:" + port)).isEqualTo(ExitCodes.NO_RESULT);
        assertThat(execute(Map.of(), "--server", "/no/such/program")).isEqualTo(ExitCodes.NO_RESULT);
    }

    @Test
    void aServerThatAnswersNothingIsAnExitCode() {
        try (FakeServer server = FakeServer.start().answeringNothing()) {
            assertThat(run(server, "--timeout", "100ms")).isEqualTo(ExitCodes.NO_RESULT);
        }
    }

    @Test
    void theHelpTellsEveryExitCode() {
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(out.toString())
                .contains("Exit codes:", "broke a promise", "generator itself was the limit", "there is no result");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                              | Missing required",
                "--endpoint http://h --server x                 | mutually exclusive",
                "--endpoint h                                   | --endpoint: must be an address",
                "--endpoint http://h --rate 0                   | --rate: must be above 0",
                "--endpoint http://h --rate 1 --closed 1        | --rate: is for the open loop",
                "--endpoint http://h --closed 0                 | must be at least 1",
                "--endpoint http://h --duration 10              | must be a duration",
                "--endpoint http://h --kill-every 1s            | kills only a server that --server started",
                "--endpoint http://h --find-limit --closed 1    | --find-limit: is for the open loop",
                "--endpoint http://h --sign KEY                 | --sign: must be ACCESS_KEY_ID:SECRET",
                "--endpoint http://h --sign env                 | --sign env: needs AWS_ACCESS_KEY_ID",
                "--endpoint http://h --scenario no-such.yaml    | no-such.yaml",
                "--endpoint http://h --scenario src/main/scenarios/mixed.yaml --duration 5s | the scenario's load has its own",
            })
    void whatCannotBeUsedIsSaid(String options, String message) {
        String[] arguments = options == null ? new String[0] : options.split(" ");

        assertThat(execute(Map.of(), arguments)).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains(message);
    }

    private int run(FakeServer server, String... more) {
        return run(Map.of(), server, more);
    }

    private int run(Map<String, String> environment, FakeServer server, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--endpoint", server.url().toString()));
        List<String> given = List.of(more);
        for (int i = 0; i < SHORT_RUN.length; i += 2) {
            if (!given.contains(SHORT_RUN[i])) {
                arguments.addAll(List.of(SHORT_RUN[i], SHORT_RUN[i + 1]));
            }
        }
        arguments.addAll(given);
        return execute(environment, arguments.toArray(String[]::new));
    }

    private int execute(Map<String, String> environment, String... arguments) {
        CommandLine command = LoadCommand.create(environment);
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
