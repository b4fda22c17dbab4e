package dev.berth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The executable jar in a process of its own, as an operator runs it. Ended at the latest by {@link #close}. */
public final class BerthProcess implements AutoCloseable {
    private static final String LISTENING = "listening on ";
    private static final long PATIENCE_SECONDS = 60;

    /** For tests that start many: little memory, and no time spent on being fast later. */
    public static final List<String> SMALL = List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final Path errors;

    private BerthProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts the jar with the given arguments.
     *
     * @param errors the file that standard error goes to
     */
    public static BerthProcess launch(Path errors, List<String> jvmOptions, List<String> arguments) throws IOException {
        return launch(errors, List.of(), jvmOptions, arguments);
    }

    /**
     * Starts the jar with the given arguments by another program.
     *
     * @param launcher the program and its arguments, which the command line of the JVM follows
     */
    public static BerthProcess launch(
            Path errors, List<String> launcher, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-XX:-UsePerfData", "-jar", System.getProperty("berth.jar")));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.startsWith("JAVA_TOOL"));
        return new BerthProcess(builder.start(), errors);
    }

    /** What it printed up to the line that says where it listens. */
    public List<String> linesUntilListening() throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            lines.add(line);
            line = reader.readLine();
        }
        assertThat(line).as("after " + lines + errors()).startsWith(LISTENING + "http://127.0.0.1:");
        lines.add(line);
        return lines;
    }

    /** Where it listens, once it does. */
    public String awaitUrl() throws IOException {
        List<String> lines = linesUntilListening();
        return lines.get(lines.size() - 1).substring(LISTENING.length());
    }

    /** All that it printed, once it has ended. */
    public List<String> allLines() {
        return process.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    /** What it has written to standard error so far. */
    public String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Whether it ends by itself within the given time. */
    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** The exit code, once it has ended. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        return process.exitValue();
    }

    /** Tells it to end, and waits until it has; its exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Ends it as Ctrl-C does, and waits until it has; its exit code. */
    public int interrupt() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
        return exitCode();
    }

    /** Ends it at once, as {@code kill -9} does. Does not wait. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
