package dev.berth.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server that is measured, in a process of its own on a port that it picks. It is ended with the measurement. */
final class Subject implements AutoCloseable {
    static final String LISTENING = "listening on ";

    private final Process process;
    private final InetSocketAddress address;

    private Subject(Process process, URI uri) {
        this.process = process;
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /**
     * Starts a server, and waits until it says where it listens.
     *
     * @param jvmOptions of its virtual machine
     * @param main its main class and the arguments of that
     */
    static Subject start(List<String> jvmOptions, List<String> main) throws IOException {
        List<String> command = java(jvmOptions, main);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader report = process.inputReader();
        for (String line = report.readLine(); line != null; line = report.readLine()) {
            if (line.startsWith(LISTENING)) {
                return new Subject(process, URI.create(line.substring(LISTENING.length())));
            }
        }
        throw new IOException("the server did not start: " + String.join(" ", command));
    }

    /** The command for a virtual machine like this one. */
    static List<String> java(List<String> jvmOptions, List<String> main) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(main);
        return command;
    }

    InetSocketAddress address() {
        return address;
    }

    String host() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** The processor time that it has used so far, all its threads together; exact to about 10 ms. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("the server has ended"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
