package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final String LISTENING = "listening on ";
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void server_startsReportsServesAndEndsInOrder() throws Exception {
        Process server = launch("serve", "--port", "0", "--data", dataFolder());
        List<String> lines = linesUntilListening(server);
        String url = lines.get(lines.size() - 1).substring(LISTENING.length());

        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(get(url + "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(url + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(errors()).isEmpty();

        server.destroy();

        assertThat(server.waitFor()).isZero();
    }

    @Test
    void curlOfTheReport_startsASession() throws Exception {
        List<String> lines = linesUntilListening(launch("--port", "0", "--data", dataFolder()));
        String curl = lines.stream()
                .filter(line -> line.startsWith("curl "))
                .findFirst()
                .orElseThrow();

        HttpResponse<String> answer = sendLike(curl);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("SessionId", "CREATING");
    }

    @Test
    void secondServer_onTheSameFolder_isRefusedInOneLine() throws Exception {
        linesUntilListening(launch("--port", "0", "--data", dataFolder()));

        Process second = launch("--port", "0", "--data", dataFolder());

        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(errors().lines()).hasSize(1);
        assertThat(errors()).contains(dataFolder(), "is in use by another server");
    }

    @Test
    void folderOfAKilledServer_canBeTakenAtOnce() throws Exception {
        Process killed = launch("--port", "0", "--data", dataFolder());
        linesUntilListening(killed);
        killed.destroyForcibly().waitFor();

        linesUntilListening(launch("--port", "0", "--data", dataFolder()));
    }

    @Test
    void unusableOption_exitsWith2() throws Exception {
        assertThat(launch("--port", "x").waitFor()).isEqualTo(2);

        assertThat(errors()).startsWith("berth: port: must be a whole number");
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("berth.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.startsWith("JAVA_TOOL"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static List<String> linesUntilListening(Process server) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = server.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            lines.add(line);
            line = reader.readLine();
        }
        assertThat(line).as("after " + lines).startsWith(LISTENING + "http://127.0.0.1:");
        lines.add(line);
        return lines;
    }

    /** What the last process wrote to standard error. */
    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors"));
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
