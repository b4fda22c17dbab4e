package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures StartSession on a server in which many sessions live beside one in which few do, in alternating turns. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures StartSession with many live sessions beside the same with few, in alternating turns.")
public final class LiveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--few",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Live sessions of the one. Default: ${DEFAULT-VALUE}")
    private int few;

    @Option(
            names = "--many",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Live sessions of the other. Default: ${DEFAULT-VALUE}")
    private int many;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many pairs of turns are measured. Default: ${DEFAULT-VALUE}")
    private int pairs;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "60",
            description = "How many pairs come before them. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "10000",
            description = "The requests of a turn. Default: ${DEFAULT-VALUE}")
    private int requests;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ServerOptions servers;

    /** For picocli. */
    public LiveCommand() {}

    @Override
    public Integer call() throws Exception {
        List<String> options = servers.jvm();
        try (Folder folder = Folder.in(servers.data());
                LiveSessions quiet = LiveSessions.start(few, folder, options, servers.connections());
                LiveSessions crowded = LiveSessions.start(many, folder, options, servers.connections())) {
            for (int round = 0; round < warmUp; round++) {
                var unused = quiet.turn(requests);
                unused = crowded.turn(requests);
            }
            Pairs figures = new Pairs();
            for (int round = 0; round < pairs; round++) {
                figures.add(quiet.turn(requests), crowded.turn(requests));
            }
            report(figures, spec.commandLine().getOut());
        }
        return 0;
    }

    private void report(Pairs figures, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "StartSession with %,d live sessions beside %,d, %d pairs of %,d requests; median [least – most]%n",
                many,
                few,
                pairs,
                requests);
        out.println("requests/s      " + figures.rates().describe("%,.0f"));
        out.println("÷ with few      " + figures.rateRatio().describe("%.2f"));
        out.println("CPU µs each     " + figures.cpuMicros().describe("%.1f"));
        out.println("few's ÷ it      " + figures.cpuRatio().describe("%.2f"));
        out.flush();
    }
}
