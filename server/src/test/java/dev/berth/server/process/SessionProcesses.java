package dev.berth.server.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes of this machine that belong to the sessions of one data folder: those with its marker in their environment. */
final class SessionProcesses {
    private static final String SESSION = "BERTH_SESSION=";

    private final String marker;

    SessionProcesses(Path data) {
        this.marker = "BERTH_DATA=" + data.toAbsolutePath().normalize();
    }

    /** The ids of the sessions that have a process now. */
    Set<String> sessions() {
        return ProcessHandle.allProcesses()
                .map(SessionProcesses::environment)
                .filter(environment -> environment.contains(marker))
                .flatMap(environment -> environment.stream().filter(variable -> variable.startsWith(SESSION)))
                .map(variable -> variable.substring(SESSION.length()))
                .collect(Collectors.toSet());
    }

    /** Ends what a test that failed has left. */
    void kill() {
        ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains(marker))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Empty for a process that is gone, or somebody else's. */
    private static List<String> environment(ProcessHandle process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", "" + process.pid(), "environ"));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
