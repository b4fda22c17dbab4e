package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    private static final int TOO_NOISY = 3;
    private static final int CROWD = 3;

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
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How often all of it is done, each time with new processes: they are compiled differently. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many pairs of turns a run measures. Default: ${DEFAULT-VALUE}")
    private int pairs;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many pairs come before them, and before those of the open loop; compilers need about 30."
                    + " Default: ${DEFAULT-VALUE}")
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
        if (runs < 1 || pairs < 1 || requests < 1) {
            throw new ParameterException(spec.commandLine(), "--runs, --pairs and --requests are at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "StartSession, unique tokens, %d runs of %d pairs of %,d requests; median [least – most]%n",
                runs,
                pairs,
                requests);
        ComparisonReport report = new ComparisonReport(out, servers.connections());
        for (int run = 0; run < runs; run++) {
            report.add(run());
        }
        return report.conclude() ? 0 : TOO_NOISY;
    }

    private Map<Side, SideFigures> run() throws Exception {
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
                comparison.measureAtHalfThePeak(warmUp, open);
            }
            if (overload > 0) {
                comparison.measureCrowded(CROWD * servers.connections(), overload);
            }
            return comparison.figures();
        }
    }
}
