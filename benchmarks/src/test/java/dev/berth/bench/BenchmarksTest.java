package dev.berth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.capacity.AcquireReleaseBenchmark;
import dev.berth.bench.idempotency.TokenClaimBenchmark;
import dev.berth.bench.idempotency.TokenRepetitionBenchmark;
import dev.berth.bench.list.ListPageBenchmark;
import dev.berth.bench.scrape.ScrapeBenchmark;
import dev.berth.bench.start.StartAloneBenchmark;
import dev.berth.bench.start.StartRateBenchmark;
import java.util.Collection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark for a moment, with small parameters and in this process. What it times means nothing. */
class BenchmarksTest {
    @BeforeAll
    static void ignoreOtherRuns() {
        // JMH lets one run at a time measure on a machine. This one measures nothing.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                AcquireReleaseBenchmark.class,
                TokenClaimBenchmark.class,
                TokenRepetitionBenchmark.class,
                StartRateBenchmark.class,
                ListPageBenchmark.class,
                ScrapeBenchmark.class
            })
    void everyBenchmarkRunsOnTwoThreads(Class<?> benchmarks) throws RunnerException {
        Options options = shortRunOf(benchmarks)
                .mode(Mode.Throughput)
                .measurementTime(TimeValue.milliseconds(20))
                .threads(2)
                .param("claimed", "1000")
                .param("live", "200")
                .param("inFlight", "64")
                .param("sessions", "1000")
                .build();

        assertThat(scoresOf(options)).isNotEmpty().allMatch(score -> score > 0);
    }

    @ParameterizedTest
    @ValueSource(classes = StartAloneBenchmark.class)
    void everyBenchmarkOfOneShotRuns(Class<?> benchmarks) throws RunnerException {
        Options options = shortRunOf(benchmarks)
                .mode(Mode.SingleShotTime)
                .measurementIterations(1)
                .param("token", "true")
                .build();

        assertThat(scoresOf(options)).isNotEmpty().allMatch(score -> score > 0);
    }

    private static OptionsBuilder shortRunOf(Class<?> benchmarks) {
        OptionsBuilder options = new OptionsBuilder();
        options.include("\\b" + benchmarks.getSimpleName() + "\\b")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(3)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return options;
    }

    private static Collection<Double> scoresOf(Options options) throws RunnerException {
        Collection<RunResult> results = new Runner(options).run();
        return results.stream()
                .map(result -> result.getPrimaryResult().getScore())
                .toList();
    }
}
