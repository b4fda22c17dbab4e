package dev.berth.server.runtime.jupyter;

import dev.berth.api.SessionId;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the processes of kernels. Thread-safe. */
final class KernelStarter {
    private static final Set<String> INHERITED = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "SPARK_HOME",
            "JAVA_HOME",
            "PYTHONPATH",
            "USER",
            "LOGNAME");
    private static final List<String> INHERITED_PREFIXES = List.of("LC_", "JUPYTER_");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)\\}");

    private final JupyterConfig config;

    KernelStarter(JupyterConfig config) {
        this.config = config;
    }

    /**
     * A kernel that was started.
     *
     * @param process its process, a child of this one
     * @param identity what tells it from others
     */
    record Started(Process process, KernelIdentity identity) {}

    /** Starts a kernel in a folder that was begun, and notes its identity there. */
    Started start(SessionId id, SessionFolder folder) throws IOException {
        Kernelspec spec = config.kernelspec();
        boolean picksPorts = spec.isLaunchedByIpykernel();
        (picksPorts ? ConnectionFile.withOpenPorts() : ConnectionFile.withFreePorts()).write(folder.connection());
        ProcessBuilder builder = new ProcessBuilder(command(folder.connection()))
                .directory(folder.work().toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(folder.out().toFile()))
                .redirectError(Redirect.appendTo(folder.err().toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment(id));
        Process process = builder.start();
        OptionalLong startTime = Proc.startTime(process.pid());
        if (startTime.isEmpty()) {
            throw new IOException("the kernel ended at once: " + folder.lastErrorLines());
        }
        KernelIdentity identity = new KernelIdentity(process.pid(), startTime.getAsLong());
        folder.writeIdentity(identity);
        return new Started(process, identity);
    }

    /** The command: setsid and prlimit run what follows in their own place, so the process stays the same. */
    private List<String> command(Path connectionFile) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (config.memoryLimitBytes() > 0) {
            command.addAll(List.of("prlimit", "--as=" + config.memoryLimitBytes()));
        }
        command.addAll(config.kernelspec().command(connectionFile));
        if (config.kernelspec().isLaunchedByIpykernel()) {
            // One database in the user's home for all kernels would have them wait for each other.
            command.add("--HistoryManager.enabled=False");
        }
        return command;
    }

    /** What is known to be harmless, what the kernel's description asks for, and the markers. */
    private Map<String, String> environment(SessionId id) {
        Map<String, String> environment = new HashMap<>();
        config.environment().forEach((name, value) -> {
            if (INHERITED.contains(name) || INHERITED_PREFIXES.stream().anyMatch(name::startsWith)) {
                environment.put(name, value);
            }
        });
        Map<String, String> harmless = Map.copyOf(environment);
        config.kernelspec().environment().forEach((name, value) -> {
            environment.put(name, substitute(value, harmless));
        });
        // The debugger that comes with ipykernel would begin every log with four lines of advice.
        environment.putIfAbsent("PYDEVD_DISABLE_FILE_VALIDATION", "1");
        environment.put(Reaper.SESSION_MARKER, id.toString());
        environment.put(Reaper.DATA_MARKER, config.data().toString());
        return environment;
    }

    private static String substitute(String value, Map<String, String> environment) {
        return REFERENCE
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group())));
    }
}
