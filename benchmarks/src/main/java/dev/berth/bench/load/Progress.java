package dev.berth.bench.load;

import dev.berth.bench.load.traffic.Interval;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The live line of a run: renewed in place on a terminal, a line each second elsewhere. Not thread-safe. */
final class Progress {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintStream out;
    private final boolean isTerminal;

    Progress(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /**
     * Whether an open file is a terminal. {@code System.console()} asks about other streams than this one, and not the same ones in
     * every JDK; where the system does not show what is open, there are plain lines.
     */
    static boolean isTerminal(Path openFile) {
        try {
            String target = Files.readSymbolicLink(openFile).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notShown) {
            return false;
        }
    }

    /** What the last second was like. */
    void show(Interval second, int live, long violations) {
        String line = String.format(
                Locale.ROOT,
                "%4.0f s  %,9.0f/s  ok %,d  refused %,d  unanswered %,d  p50 %.2f  p99 %.2f  max %.1f ms  live %,d%s",
                second.endSeconds(),
                second.rate(),
                second.ok(),
                second.refused(),
                second.unanswered(),
                second.p50Nanos() / NANOS_PER_MILLI,
                second.p99Nanos() / NANOS_PER_MILLI,
                second.maxNanos() / NANOS_PER_MILLI,
                live,
                violations == 0 ? "" : "  VIOLATIONS " + violations);
        if (isTerminal) {
            out.print(CLEAR_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Something that stays on the screen. */
    void say(String line) {
        out.println((isTerminal ? CLEAR_LINE : "") + line);
    }

    /** The last line is no longer renewed. */
    void end() {
        if (isTerminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }
}
