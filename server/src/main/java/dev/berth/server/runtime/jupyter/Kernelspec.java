package dev.berth.server.runtime.jupyter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a kernel is started, as Jupyter keeps it in a {@code kernel.json}. Immutable.
 *
 * @param name the name of its folder, such as {@code python3}
 * @param folder its folder
 * @param arguments the command, with {@code {connection_file}} in place of that file
 * @param environment what it wants to find in its environment
 * @param language the language that it runs; empty if it does not say
 * @param interruptByMessage whether it is interrupted by a message, and not by a signal
 */
public record Kernelspec(
        String name,
        Path folder,
        List<String> arguments,
        Map<String, String> environment,
        String language,
        boolean interruptByMessage) {

    /** Takes copies, and checks that there is a command. */
    public Kernelspec {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a kernelspec without a command: " + folder);
        }
    }

    /** Whether it is started by ipykernel's own launcher, which takes its options and writes the ports that it has picked. */
    boolean isLaunchedByIpykernel() {
        return arguments.stream().anyMatch(argument -> argument.startsWith("ipykernel"));
    }

    List<String> command(Path connectionFile) {
        List<String> command = new ArrayList<>();
        for (String argument : arguments) {
            command.add(argument.replace("{connection_file}", connectionFile.toString())
                    .replace("{resource_dir}", folder.toString()));
        }
        return command;
    }
}
