package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Answers all questions of this package, each with both sides in alternating turns and as medians with their spread. Takes a
 * few minutes, and a disk that is like the one that matters.
 *
 * <pre>{@code
 * java -Xmx6g -cp benchmarks/target/berth-jmh.jar dev.berth.bench.durable.DurabilityReport FOLDER
 * }</pre>
 */
public final class DurabilityReport {
    private DurabilityReport() {}

    /** How much is measured. */
    record Size(
            int pairs,
            int starts,
            int httpStarts,
            int loneStarts,
            int live,
            int openStarts,
            int openRate,
            int sessions) {
        private static final Size FULL = new Size(12, 200_000, 30_000, 300, 300_000, 30_000, 10_000, 1_000_000);
    }

    /** Measures on the disk of the given folder, the current one by default. */
    public static void main(String[] args) throws Exception {
        run(Path.of(args.length == 0 ? "." : args[0]), Size.FULL, System.out);
    }

    static void run(Path parent, Size size, PrintStream out) throws Exception {
        try (Folder folder = Folder.in(parent)) {
            out.println("starts/s, 1,024 in flight: "
                    + StartRates.measure(folder, size.starts, size.pairs).describe("memory", "durable", "%,.0f"));
        }
        try (Folder folder = Folder.in(parent)) {
            out.println("starts/s over HTTP, 256 connections: "
                    + HttpRates.measure(folder, size.httpStarts, size.pairs).describe("memory", "durable", "%,.0f"));
        }
        try (Folder folder = Folder.in(parent)) {
            out.println("one at a time, µs: "
                    + LoneStarts.measure(folder, size.loneStarts, size.pairs)
                            .describe("bare write and sync", "start", "%.0f"));
        }
        try (Folder folder = Folder.in(parent)) {
            out.println("p99 at " + size.openRate + "/s, µs: "
                    + SnapshotLatency.measure(folder, size.live, size.openRate, size.openStarts, size.pairs)
                            .describe("no snapshot", "always a snapshot", "%,.0f"));
        }
        try (Folder folder = Folder.in(parent)) {
            out.println(LiveSessions.measure(folder, size.sessions).describe(size.sessions));
        }
    }
}
