package dev.berth.server;

import dev.berth.api.SessionId;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.results.SessionSweeper;
import dev.berth.server.results.SweepConfig;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.server.runtime.simulated.Delay;
import dev.berth.server.runtime.simulated.EmptyResults;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import dev.berth.server.runtime.simulated.SimulatedRuntime;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What sessions run on, and where what they put out is kept. */
final class Compute implements AutoCloseable {
    /** Where in the data folder sessions have theirs. */
    private static final String SESSIONS = "sessions";

    private static final String UNKEPT = "unkept";
    private static final SweepConfig SWEEPS = new SweepConfig(Duration.ofMinutes(1), 100, Duration.ofMinutes(10));

    private final CloseStack opened = new CloseStack();
    private final Path data;
    private final Results results;
    private final SessionRuntime simulated;
    private final String description;

    private Compute(ServerConfig config, Path data, LaunchReader reader) throws IOException {
        this.data = data;
        this.results = opened.push(Results.open(data));
        EmptyResults output = opened.push(new EmptyResults(reader, results.store(), data.resolve(UNKEPT)));
        SimulatedConfig behaviour = config.runtimes().simulated();
        this.simulated = opened.push(SimulatedRuntime.onWheel(behaviour, output));
        this.description = "simulated: sessions take their time (" + times(behaviour) + "), no code runs";
    }

    /**
     * Opens what the configuration says.
     *
     * @param data the server's data folder
     * @param reader reads what starts have asked for
     */
    static Compute open(ServerConfig config, Path data, LaunchReader reader) throws IOException {
        return new Compute(config, data, reader);
    }

    /** The runtime of each engine version. */
    Map<String, SessionRuntime> runtimes() {
        return Map.of(EngineVersions.PYSPARK_3, simulated, EngineVersions.SPARK_3_5, simulated);
    }

    Results results() {
        return results;
    }

    /** What sessions run on, and why, for an operator. */
    String description() {
        return description;
    }

    /** Begins to remove what is left of sessions that are not known any more. */
    SessionSweeper sweep(Predicate<SessionId> isKnown) {
        List<Path> folders = Stream.concat(results.folders().stream(), Stream.of(data.resolve(SESSIONS)))
                .toList();
        return SessionSweeper.start(SWEEPS, folders, isKnown, results.store());
    }

    @Override
    public void close() {
        opened.closeAll();
    }

    private static String times(SimulatedConfig simulated) {
        return "launch " + describe(simulated.launch()) + "; calculation " + describe(simulated.calculation())
                + "; end " + describe(simulated.terminate());
    }

    private static String describe(Delay delay) {
        String median = HumanDuration.format(delay.median());
        return delay.p99().equals(delay.median())
                ? median
                : "median " + median + ", p99 " + HumanDuration.format(delay.p99());
    }
}
