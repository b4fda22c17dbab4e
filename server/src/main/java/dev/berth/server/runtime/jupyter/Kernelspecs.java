package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the kernels that are installed on this machine. Reads files; thread-safe. */
public final class Kernelspecs {
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/local/share/jupyter", "/usr/share/jupyter");

    private Kernelspecs() {}

    /**
     * Looks for a kernel where Jupyter looks: in the folders of {@code JUPYTER_PATH}, in the user's, and in the machine's.
     *
     * @param name the kernel's name, such as {@code python3}; Jupyter does not mind its case
     * @param environment the environment to take {@code JUPYTER_PATH}, {@code JUPYTER_DATA_DIR}, {@code XDG_DATA_HOME} and
     *     {@code HOME} from
     * @throws UncheckedIOException if the file of the kernel cannot be read
     * @throws IllegalArgumentException if it is not what such a file holds
     */
    public static Optional<Kernelspec> find(String name, Map<String, String> environment) {
        for (Path folder : dataFolders(environment)) {
            Path file = folder.resolve("kernels").resolve(name).resolve("kernel.json");
            if (Files.isRegularFile(file)) {
                return Optional.of(read(name, file));
            }
        }
        return Optional.empty();
    }

    private static List<Path> dataFolders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("JUPYTER_PATH", "").split(File.pathSeparator, -1)) {
            add(folders, folder, "");
        }
        add(folders, environment.getOrDefault("JUPYTER_DATA_DIR", ""), "");
        add(folders, environment.getOrDefault("XDG_DATA_HOME", ""), "jupyter");
        add(folders, environment.getOrDefault("HOME", ""), ".local/share/jupyter");
        SYSTEM_FOLDERS.forEach(folder -> add(folders, folder, ""));
        return folders;
    }

    private static void add(List<Path> folders, String folder, String below) {
        if (folder.isBlank()) {
            return;
        }
        try {
            folders.add(Path.of(folder).resolve(below).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no folder to look for kernels in: " + folder, e);
        }
    }

    private static Kernelspec read(String name, Path file) {
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            List<String> arguments = new ArrayList<>();
            json.getJsonArray("argv").forEach(argument -> arguments.add(argument.toString()));
            Map<String, String> environment = new HashMap<>();
            json.getJsonObject("env", new JsonObject()).forEach(entry -> {
                environment.put(entry.getKey(), String.valueOf(entry.getValue()));
            });
            boolean byMessage = "message".equals(json.getString("interrupt_mode", "signal"));
            Path folder = file.toAbsolutePath().getParent();
            return new Kernelspec(
                    name,
                    folder == null ? file : folder,
                    arguments,
                    environment,
                    json.getString("language", ""),
                    byMessage);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kernel's description " + file, e);
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not the description of a kernel: " + file, e);
        }
    }
}
