package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.process.BerthProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar, as an operator starts and ends it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MainIT {
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    @TempDir
    private Path folder;

    private final List<BerthProcess> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(BerthProcess::close);
    }

    @Test
    void server_startsReportsServesAndEndsInOrder() throws Exception {
        BerthProcess server = launch("serve", "--port", "0", "--data", dataFolder(), "--runtime", "simulated");
        List<String> lines = server.linesUntilListening();
        String url = urlIn(lines);

        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(get(url + "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(url + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(server.errors()).isEmpty();

        assertThat(server.terminate()).isZero();
    }

    @Test
    void curlOfTheReport_startsASession_thatIsThereAfterARestart() throws Exception {
        BerthProcess first = launchServer();
        String curl = curlIn(first.linesUntilListening());
        HttpResponse<String> answer = sendLike(curl);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("SessionId", "CREATING");
        assertThat(first.terminate()).isZero();

        List<String> lines = launchServer().linesUntilListening();

        assertThat(lines)
                .anyMatch(
                        line -> line.startsWith("recovered    1 live session, 0 ended, 2 work groups, 0 tokens, in "));
        assertThat(get(urlIn(lines) + "/admin/v1/budgets/account").body()).contains("\"heldDpus\":2");
    }

    @Test
    void secondServer_onTheSameFolder_isRefusedInOneLine() throws Exception {
        launchServer().linesUntilListening();

        BerthProcess second = launchServer();

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors().lines()).hasSize(1);
        assertThat(second.errors()).contains(dataFolder(), "is in use by another server");
    }

    @Test
    void folderOfAKilledServer_canBeTakenAtOnce_andItsSessionIsThere() throws Exception {
        BerthProcess killed = launchServer();
        sendLike(curlIn(killed.linesUntilListening()));
        killed.kill();
        killed.exitCode();

        assertThat(launchServer().linesUntilListening())
                .anyMatch(line -> line.startsWith("recovered    1 live session, "));
    }

    @Test
    void journal_isVerified_whereNoServerRuns() throws Exception {
        BerthProcess server = launchServer();
        server.linesUntilListening();
        BerthProcess whileUsed = launch("journal", "verify", dataFolder());
        assertThat(whileUsed.exitCode()).isEqualTo(1);
        assertThat(whileUsed.errors()).startsWith("berth: folder ").contains("is in use");
        server.terminate();

        BerthProcess verify = launch("journal", "verify", dataFolder());
        assertThat(verify.exitCode()).isZero();
        assertThat(verify.allLines())
                .singleElement()
                .asString()
                .startsWith("good: ")
                .endsWith("closed in order");
        BerthProcess dump = launch("journal", "dump", dataFolder());
        assertThat(dump.exitCode()).isZero();
        assertThat(dump.allLines()).hasSize(2).allMatch(line -> line.startsWith("{\"sequence\":1,"));
    }

    @Test
    void unusableOption_exitsWith2() throws Exception {
        BerthProcess process = launch("--port", "x");

        assertThat(process.exitCode()).isEqualTo(2);
        assertThat(process.errors()).startsWith("berth: port: must be a whole number");
    }

    private static String urlIn(List<String> lines) {
        return lines.get(lines.size() - 1).substring("listening on ".length());
    }

    private static String curlIn(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("curl "))
                .findFirst()
                .orElseThrow();
    }

    private BerthProcess launch(String... arguments) throws IOException {
        BerthProcess process = BerthProcess.launch(folder.resolve("errors"), List.of(), List.of(arguments));
        processes.add(process);
        return process;
    }

    private BerthProcess launchServer() throws IOException {
        return launch("--port", "0", "--data", dataFolder(), "--runtime", "simulated");
    }

    private String dataFolder() {
        return folder.resolve("data").toString();
    }

    /** Sends what the printed command line would. */
    private static HttpResponse<String> sendLike(String curl) throws Exception {
        List<String> quoted =
                QUOTED.matcher(curl).results().map(match -> match.group(1)).toList();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(curl.substring(curl.lastIndexOf(' ') + 1)))
                .POST(HttpRequest.BodyPublishers.ofString(quoted.get(2)));
        for (String header : quoted.subList(0, 2)) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
