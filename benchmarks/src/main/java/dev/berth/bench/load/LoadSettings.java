package dev.berth.bench.load;

import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.Scenario;
import dev.berth.bench.load.traffic.GeneratorConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run is to do.
 *
 * @param endpoint where the server listens; empty if {@code serverCommand} starts one
 * @param serverCommand the command line that starts the server, without a port
 * @param generator how load is sent
 * @param scenario what is sent
 * @param seed what makes its sequence repeatable
 * @param shape the rate of an open loop over time; its duration alone counts in a closed loop
 * @param isClosed whether the loop is closed
 * @param warmUp how much of the beginning is not measured
 * @param accountBudget the account's budget; empty if the scenario or the server is to say it
 * @param killEvery after how long, again and again, the server is killed and started again
 * @param maxLateness what the 99th percentile of the generator's lateness may be
 */
record LoadSettings(
        Optional<URI> endpoint,
        Optional<String> serverCommand,
        GeneratorConfig generator,
        Scenario scenario,
        long seed,
        LoadShape shape,
        boolean isClosed,
        Duration warmUp,
        OptionalInt accountBudget,
        Optional<Duration> killEvery,
        Duration maxLateness) {}
