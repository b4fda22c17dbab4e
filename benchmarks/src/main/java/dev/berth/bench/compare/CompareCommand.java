package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures StartSession beside a bare Vert.x server, in alternating turns. The bare server is also compared with itself,
 * which tells how far two equal things lie apart on this machine now.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures StartSession beside a bare Vert.x server on this machine, in alternating turns.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:options cannot be used", "3:too noisy; the figures prove nothing"})
public final class CompareCommand implements Callable<Integer> {
    /** Above this share of difference between equal things a run proves nothing. */
    private static final double MAX_NOISE = 0.20;

    private static final int TOO_NOISY = 3;
    private static final int CROWD = 3;
    private static final double PERCENT = 100;
    private static final double LOWER_QUARTILE = 0.25;
    private static final double UPPER_QUARTILE = 0.75;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--sides",
            paramLabel = "SIDE",
            split = ",",
            defaultValue = "memory,durable,signed,signed_durable",
            description = "What is held against bare Vert.x. Default: ${DEFAULT-VALUE}")
    private List<Side> sides = List.of();

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many pairs of turns are measured. Default: ${DEFAULT-VALUE}")
    private int pairs;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many pairs come before them; compilers need about 30. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "30000",
            description = "The requests of a turn. Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(
            names = "--open",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often latency at half the peak rate is measured, in an open loop. Default: ${DEFAULT-VALUE}")
    private int open;

    @Option(
            names = "--overload",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often a crowd of three times the connections is tried. Default: ${DEFAULT-VALUE}")
    private int overload;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ServerOptions servers;

    /** For picocli. */
    public CompareCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Folder folder = Folder.in(servers.data());
                Comparison comparison =
                        Comparison.start(sides, folder, servers.jvm(), servers.connections(), requests)) {
            for (int round = 0; round < warmUp; round++) {
                comparison.round(round);
            }
            for (int round = 0; round < pairs; round++) {
                comparison.measure(round);
            }
            if (open > 0) {
                comparison.measureAtHalfThePeak(open);
            }
            int exitCode = report(comparison, out);
            if (overload > 0) {
                reportOverload(comparison, out);
            }
            return exitCode;
        }
    }

    private void reportOverload(Comparison comparison, PrintWriter out) throws Exception {
        int crowd = CROWD * servers.connections();
        out.printf(Locale.ROOT, "%n%d connections, and one that ends sessions, %d times%n", crowd, overload);
        row(out, "", "rate ÷ that of " + servers.connections(), "TerminateSession p99 ms", "", "");
        for (Side side : comparison.sides()) {
            if (side != Side.BARE && !side.isSigned()) {
                Comparison.Overload figures = comparison.overload(side, crowd, overload);
                row(
                        out,
                        side.label(),
                        figures.goodput().describe("%.2f"),
                        figures.terminateMillis().describe("%.1f"),
                        "",
                        "");
            }
        }
        out.flush();
    }

    private int report(Comparison comparison, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "StartSession, unique tokens, %d connections, closed loop, %d pairs of %,d requests; median [least – most]%n",
                servers.connections(),
                pairs,
                requests);
        row(out, "", "requests/s", "÷ bare's", "CPU µs each", "bare's ÷ it");
        for (Side side : comparison.sides()) {
            Pairs figures = comparison.closed(side);
            row(
                    out,
                    side.label(),
                    figures.rates().describe("%,.0f"),
                    figures.rateRatio().describe("%.2f"),
                    figures.cpuMicros().describe("%.1f"),
                    figures.cpuRatio().describe("%.2f"));
        }
        if (open > 0) {
            out.printf(Locale.ROOT, "%nAt half that rate, open loop, from the intended start, %d times%n", open);
            row(out, "", "p99 ms", "bare's", "", "");
            for (Side side : comparison.sides()) {
                row(
                        out,
                        side.label(),
                        comparison.p99Millis(side).describe("%.2f"),
                        comparison.bareP99Millis(side).describe("%.2f"),
                        "",
                        "");
            }
        }
        double noise = noise(comparison.closed(Side.BARE).rateRatio());
        out.printf(
                Locale.ROOT, "%nNoise: half of the pairs of two bare turns differ by up to %.0f %%%n", noise * PERCENT);
        if (noise > MAX_NOISE) {
            out.println("Too noisy: this run proves nothing");
        }
        out.flush();
        return noise > MAX_NOISE ? TOO_NOISY : 0;
    }

    private static void row(PrintWriter out, String name, String... cells) {
        out.printf(Locale.ROOT, "%-18s %-32s %-26s %-24s %s%n", name, cells[0], cells[1], cells[2], cells[3]);
    }

    /** How far the middle half of bare ÷ bare lies from 1. */
    private static double noise(Spread ratio) {
        return Math.max(Math.abs(ratio.at(UPPER_QUARTILE) - 1), Math.abs(ratio.at(LOWER_QUARTILE) - 1));
    }
}
