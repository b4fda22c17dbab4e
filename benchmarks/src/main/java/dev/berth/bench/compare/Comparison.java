package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import dev.berth.bench.ServerProcess;
import dev.berth.bench.Spread;
import dev.berth.bench.SyncedFile;
import dev.berth.bench.compare.SideFigures.Crowded;
import dev.berth.bench.compare.SideFigures.Latency;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The servers of a comparison, the connections to them, and what was measured. */
final class Comparison implements AutoCloseable {
    /** What the server writes at once for a few starts. */
    private static final int SYNCED_BYTES = 4 << 10;

    private static final int SYNCS = 1_000;

    private final Folder folder;
    private final int requests;
    private final Map<Side, Contestant> contestants = new EnumMap<>(Side.class);

    /** A side, and what was measured of it. */
    private static final class Contestant {
        private final ServerProcess server;
        private final WireClient client;
        private final Pairs closed = new Pairs();
        private @Nullable Latency atHalfThePeak;
        private @Nullable Crowded crowded;

        Contestant(ServerProcess server, WireClient client) {
            this.server = server;
            this.client = client;
        }
    }

    private Comparison(Folder folder, int requests) {
        this.folder = folder;
        this.requests = requests;
    }

    /**
     * Starts the servers, the bare one too, and connects.
     *
     * @param requests how many requests a turn has
     */
    static Comparison start(List<Side> sides, Folder folder, List<String> jvmOptions, int connections, int requests)
            throws Exception {
        Comparison started = new Comparison(folder, requests);
        try {
            int loops = Runtime.getRuntime().availableProcessors();
            Set<Side> all = new LinkedHashSet<>(List.of(Side.BARE));
            all.addAll(sides);
            for (Side side : all) {
                Path dataFolder = folder.path().resolve(side.name());
                if (side.isSigned()) {
                    Key.importInto(dataFolder);
                }
                ServerProcess server =
                        ServerProcess.start(ServerProcess.java(jvmOptions, side.command(dataFolder, loops)));
                started.contestants.put(
                        side, new Contestant(server, new WireClient(server.address(), connections, loops)));
            }
            return started;
        } catch (Exception failed) {
            started.close();
            throw failed;
        }
    }

    /** A turn of each side, in an order that changes from round to round, and before each a turn of the bare server. */
    Map<Side, Turn[]> round(int number) throws Exception {
        List<Side> order = new ArrayList<>(sides());
        Collections.rotate(order, number);
        Map<Side, Turn[]> turns = new EnumMap<>(Side.class);
        for (Side side : order) {
            turns.put(side, new Turn[] {turn(Side.BARE), turn(side)});
        }
        return turns;
    }

    /** A round that counts. */
    void measure(int number) throws Exception {
        round(number).forEach((side, turns) -> of(side).closed.add(turns[0], turns[1]));
    }

    /**
     * The latencies of each side at half the rate that it reached, beside those of the bare server at that rate.
     *
     * @param warmUp how many rounds come before those that count: loops that sleep between requests run code that those which never do
     *     have not compiled, and a compiler's thread is on a processor that a request waits for
     */
    void measureAtHalfThePeak(int warmUp, int rounds) throws Exception {
        for (Side side : sides()) {
            double rate = of(side).closed.rates().median() / 2;
            Spread syncs = side.isDurable() ? syncMillis(side) : null;
            List<long[]> bare = new ArrayList<>();
            List<long[]> its = new ArrayList<>();
            for (int i = -warmUp; i < rounds; i++) {
                long[] bareTurn = latenciesAtRate(Side.BARE, rate);
                long[] itsTurn = latenciesAtRate(side, rate);
                if (i >= 0) {
                    bare.add(bareTurn);
                    its.add(itsTurn);
                }
            }
            of(side).atHalfThePeak = Latency.of(its, bare, syncs);
        }
    }

    /**
     * Rates with many times the connections ÷ rates with the usual ones, in turns; and how long an end takes then, on a
     * connection of its own. Not of the bare server, nor of sides that verify signatures.
     */
    void measureCrowded(int connections, int rounds) throws Exception {
        for (Side side : sides()) {
            if (side != Side.BARE && !side.isSigned()) {
                of(side).crowded = crowded(side, connections, rounds);
            }
        }
    }

    private Crowded crowded(Side side, int connections, int rounds) throws Exception {
        Contestant loaded = of(side);
        double[] ratios = new double[rounds];
        double[] p99s = new double[rounds];
        try (WireClient crowd = new WireClient(
                loaded.server.address(), connections, Runtime.getRuntime().availableProcessors())) {
            StartRequests starts = new StartRequests(loaded.server.uri().getAuthority());
            for (int i = 0; i < rounds; i++) {
                long usualNanos = loaded.client.sendAll(starts.make(requests));
                byte[][] made = starts.make(requests);
                Prober prober = new Prober(loaded.server);
                CompletableFuture<Void> probing = CompletableFuture.runAsync(prober);
                long crowdNanos = crowd.sendAll(made);
                prober.stop();
                probing.get();
                ratios[i] = (double) usualNanos / crowdNanos;
                p99s[i] = prober.p99Millis();
            }
        }
        return new Crowded(new Spread(ratios), new Spread(p99s));
    }

    private Set<Side> sides() {
        return contestants.keySet();
    }

    /** What was measured. */
    Map<Side, SideFigures> figures() {
        Map<Side, SideFigures> figures = new EnumMap<>(Side.class);
        contestants.forEach((side, measured) ->
                figures.put(side, new SideFigures(measured.closed, measured.atHalfThePeak, measured.crowded)));
        return figures;
    }

    private Contestant of(Side side) {
        return Objects.requireNonNull(contestants.get(side), "not compared");
    }

    private Turn turn(Side side) throws Exception {
        ServerProcess server = of(side).server;
        byte[][] made = new StartRequests(server.uri().getAuthority()).make(requests);
        Duration cpuBefore = server.cpuTime();
        long nanos = of(side).client.sendAll(made);
        return Turn.of(requests, nanos, server.cpuTime().minus(cpuBefore));
    }

    private Spread syncMillis(Side side) throws IOException {
        try (SyncedFile file = SyncedFile.create(folder.path().resolve("synced-" + side.name()), SYNCED_BYTES)) {
            return Spread.timed(SYNCS, TimeUnit.MILLISECONDS, file::writeAndSync);
        }
    }

    private long[] latenciesAtRate(Side side, double rate) throws Exception {
        byte[][] made = new StartRequests(of(side).server.uri().getAuthority()).make(requests);
        return of(side).client.sendAt(rate, made);
    }

    @Override
    public void close() {
        contestants.values().forEach(contestant -> {
            contestant.client.close();
            contestant.server.close();
        });
    }
}
