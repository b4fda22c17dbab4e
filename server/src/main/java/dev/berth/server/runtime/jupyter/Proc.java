package dev.berth.server.runtime.jupyter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The processes of this machine, as Linux shows them under {@code /proc}. Thread-safe; reads files. */
final class Proc {
    private static final Path ROOT = Path.of("/proc");
    /** Positions in {@code stat}, counted from behind the name in parentheses, which may hold anything. */
    private static final int STATE = 0;

    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START_TIME = 19;

    private Proc() {}

    /**
     * A process.
     *
     * @param group its process group
     * @param session its session, in the sense of terminals
     * @param startTime when it started, in ticks since the machine did; with the id it is never used again
     * @param environment what it was started with; empty for a process of another user
     */
    record Entry(long pid, long group, long session, long startTime, List<String> environment) {}

    /** When a process started; empty if it is gone, or dead and only waited for. */
    static OptionalLong startTime(long pid) {
        String[] stat = stat(pid);
        return stat == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(stat[START_TIME]));
    }

    /** Every process that lives. */
    static List<Entry> scan() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString());
                String[] stat = stat(pid);
                if (stat != null) {
                    entries.add(new Entry(
                            pid,
                            Long.parseLong(stat[GROUP]),
                            Long.parseLong(stat[SESSION]),
                            Long.parseLong(stat[START_TIME]),
                            environment(folder)));
                }
            }
        }
        return entries;
    }

    private static String @Nullable [] stat(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(ROOT.resolve(pid + "/stat"));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return dead ? null : fields;
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> environment(Path folder) {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve("environ"));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
