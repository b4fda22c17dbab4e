package dev.berth.bench.load;

import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.Scenario;
import dev.berth.bench.load.traffic.GeneratorConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs for tests: starts alone, for a second, with a printed seed, and with a generator that may be as late as it wants. */
final class Runs {
    private static final Duration EVER_SO_LATE = Duration.ofMinutes(10);
    private static final long SEED = 20_261_124;

    private Optional<URI> endpoint = Optional.empty();
    private Optional<String> command = Optional.empty();
    private Scenario scenario = Scenario.startsOnly();
    private LoadShape shape = LoadShape.constant(200, Duration.ofSeconds(1));
    private Duration timeout = Duration.ofSeconds(20);
    private Duration maxLateness = EVER_SO_LATE;
    private Optional<Duration> killEvery = Optional.empty();
    private int connections = 16;
    private boolean isClosed;

    static Runs against(URI endpoint) {
        Runs runs = new Runs();
        runs.endpoint = Optional.of(endpoint);
        return runs;
    }

    static Runs againstProcess(String command) {
        Runs runs = new Runs();
        runs.command = Optional.of(command);
        return runs;
    }

    Runs of(Scenario other) {
        scenario = other;
        return this;
    }

    Runs shaped(LoadShape other) {
        shape = other;
        return this;
    }

    Runs on(int otherConnections) {
        connections = otherConnections;
        return this;
    }

    Runs closed() {
        isClosed = true;
        return this;
    }

    Runs giveUpAfter(Duration other) {
        timeout = other;
        return this;
    }

    Runs latestBy(Duration other) {
        maxLateness = other;
        return this;
    }

    Runs killedEvery(Duration time) {
        killEvery = Optional.of(time);
        return this;
    }

    LoadRun run() {
        return new LoadRun(settings(), silent());
    }

    RunResult measure() throws IOException {
        System.out.println("seed " + SEED);
        return run().measure();
    }

    private LoadSettings settings() {
        return new LoadSettings(
                endpoint,
                command,
                new GeneratorConfig(connections, 100_000, timeout, null),
                scenario,
                SEED,
                shape,
                isClosed,
                Duration.ZERO,
                OptionalInt.empty(),
                killEvery,
                maxLateness);
    }

    private static Progress silent() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false);
    }
}
