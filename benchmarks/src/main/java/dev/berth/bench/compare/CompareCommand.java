package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures StartSession beside a bare Vert.x server, in alternating turns, with a second bare turn in each round that
 * tells how far two equal things lie apart today.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Measures StartSession beside a bare Vert.x server on this machine, in alternating turns.")
public final class CompareCommand implements Callable<Integer> {
    /** Above this share of difference between equal things a run proves nothing. */
    private static final double MAX_NOISE = 0.20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--pairs", defaultValue = "12", description = "Rounds measured (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--requests",
            defaultValue = "40000",
            description = "Requests of one turn (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--warm-up",
            defaultValue = "6",
            description = "Rounds before the first that counts (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--connections", defaultValue = "128", description = "Connections (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--sides",
            split = ",",
            defaultValue = "memory,durable",
            description = "What is held against bare Vert.x (default: ${DEFAULT-VALUE}).")
    private List<Side> sides;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx2g",
            description = "Options of the servers' virtual machines (default: ${DEFAULT-VALUE}).")
    private List<String> jvmOptions;

    @Option(names = "--data", defaultValue = ".", description = "The disk of the journals (default: ${DEFAULT-VALUE}).")
    private Path data;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets them
    public CompareCommand() {}

    /** Runs the command alone. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CompareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Side> all = new ArrayList<>(sides);
        all.remove(Side.BARE);
        try (Folder folder = Folder.in(data);
                Subjects subjects = new Subjects(folder, all)) {
            for (int round = 0; round < warmUp; round++) {
                subjects.round(round);
            }
            for (int round = 0; round < pairs; round++) {
                subjects.round(round).forEach(subjects::keep);
                out.print('.');
                out.flush();
            }
            out.println();
            return subjects.report(out);
        }
    }

    /** The servers, the connections to them, and what was measured. */
    private final class Subjects implements AutoCloseable {
        private final Map<Side, Subject> servers = new EnumMap<>(Side.class);
        private final Map<Side, WireClient> clients = new EnumMap<>(Side.class);
        private final Map<Side, Pairs> measured = new EnumMap<>(Side.class);

        Subjects(Folder folder, List<Side> others) throws Exception {
            int loops = Runtime.getRuntime().availableProcessors();
            List<Side> all = new ArrayList<>(List.of(Side.BARE));
            all.addAll(others);
            for (Side side : all) {
                String dataFolder = folder.path().resolve(side.label()).toString();
                Subject server = Subject.start(jvmOptions, side.command(dataFolder, loops));
                servers.put(side, server);
                clients.put(side, new WireClient(server.address(), connections, loops));
                measured.put(side, new Pairs());
            }
        }

        /** One round: a turn of the bare server, then one of each side in an order that changes, and the bare one again. */
        Map<Side, Turn[]> round(int number) throws Exception {
            List<Side> order = new ArrayList<>(servers.keySet());
            Collections.rotate(order, number);
            Map<Side, Turn[]> turns = new EnumMap<>(Side.class);
            Turn before = turn(Side.BARE);
            for (Side side : order) {
                Turn ofSide = turn(side);
                Turn after = side == Side.BARE ? before : turn(Side.BARE);
                turns.put(side, new Turn[] {before, ofSide});
                before = side == Side.BARE ? ofSide : after;
            }
            return turns;
        }

        private Turn turn(Side side) throws Exception {
            Subject server = servers.get(side);
            WireClient client = clients.get(side);
            byte[][] made = new StartRequests(server.address().getHostString() + ":"
                            + server.address().getPort())
                    .make(requests);
            Duration cpuBefore = server.cpuTime();
            long nanos = client.sendAll(made);
            return Turn.of(requests, nanos, server.cpuTime().minus(cpuBefore));
        }

        void keep(Side side, Turn[] turns) {
            measured.get(side).add(turns[0], turns[1]);
        }

        int report(PrintWriter out) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %-34s %-26s %-24s %s%n",
                    "",
                    "requests/s",
                    "÷ bare",
                    "CPU µs a request",
                    "bare's ÷ its");
            measured.forEach((side, figures) -> out.printf(
                    Locale.ROOT,
                    "%-16s %-34s %-26s %-24s %s%n",
                    side.label(),
                    figures.rates().describe("%,.0f"),
                    figures.rateRatio().describe("%.2f"),
                    figures.cpuMicros().describe("%.1f"),
                    figures.cpuRatio().describe("%.2f")));
            double noise = noise();
            out.printf(
                    Locale.ROOT,
                    "noise: two bare turns in a row differ by up to %.0f %% in half of the rounds%n",
                    noise * 100);
            if (noise > MAX_NOISE) {
                out.println("too noisy: this run proves nothing");
                return 3;
            }
            return 0;
        }

        /** How far the middle half of bare ÷ bare lies from 1. */
        private double noise() {
            Spread ratio = measured.get(Side.BARE).rateRatio();
            return Math.max(Math.abs(ratio.at(0.75) - 1), Math.abs(ratio.at(0.25) - 1));
        }

        @Override
        public void close() {
            clients.values().forEach(WireClient::close);
            servers.values().forEach(Subject::close);
        }
    }
}
