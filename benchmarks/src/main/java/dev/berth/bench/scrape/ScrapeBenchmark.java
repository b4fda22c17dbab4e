package dev.berth.bench.scrape;

import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.bench.start.InstantRuntime;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.server.athena.SessionHolders;
import dev.berth.server.metrics.ServerMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a scrape cost with {@value #WORK_GROUPS} work groups, all of which have series of their own, and does it depend on the
 * number of sessions?
 *
 * <p>An operation is the text of all metrics, as {@code GET /metrics} sends it. The sessions are live, spread evenly over the
 * work groups and {@value #IDENTITIES} identities. Nothing changes meanwhile.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar ScrapeBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up methods first
public class ScrapeBenchmark {
    private static final int WORK_GROUPS = 1_000;
    private static final int IDENTITIES = 200;
    private static final String ENGINE_VERSION = "bench";
    private static final int IN_FLIGHT = 1_000;

    /** How many sessions are live. */
    @Param({"1000", "1000000"})
    public int sessions;

    private Engine engine;
    private ServerMetrics metrics;
    private String contentType;

    /** Starts the engine and the sessions. */
    @Setup
    public void fill() throws IOException {
        metrics = new ServerMetrics(WORK_GROUPS, IDENTITIES, "bench");
        contentType = ServerMetrics.contentTypeFor("");
        EngineConfig.Builder config = EngineConfig.builder()
                .accountDpus(BudgetView.MAX_LIMIT_DPUS)
                .maxSessions(Integer.MAX_VALUE)
                .stats(metrics.stats())
                .holderOf(new SessionHolders())
                .runtime(ENGINE_VERSION, new InstantRuntime());
        for (int i = 0; i < WORK_GROUPS; i++) {
            config.workGroup(
                    CreateWorkGroup.named(workGroup(i), ENGINE_VERSION).withLimitDpus(BudgetView.MAX_LIMIT_DPUS));
        }
        engine = Engine.start(config.build());
        metrics.watch(engine);
        List<OpaqueBytes> attributes = new ArrayList<>();
        for (int i = 0; i < IDENTITIES; i++) {
            attributes.add(OpaqueBytes.ofUtf8("{\"berth:identity\":\"team-" + i + "\",\"WorkGroup\":\"x\"}"));
        }
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            answers.add(engine.startSession(
                    StartSession.in(workGroup(i % WORK_GROUPS), 20).withAttributes(attributes.get(i % IDENTITIES))));
            if (answers.size() == IN_FLIGHT) {
                answers.forEach(CompletableFuture::join);
                answers.clear();
            }
        }
        answers.forEach(CompletableFuture::join);
        System.gc();
    }

    private static String workGroup(int number) {
        return "group-" + number;
    }

    /**
     * Ends the engine.
     *
     * @throws IllegalStateException if there are not as many sessions as were to be shown
     */
    @TearDown
    public void close() {
        int live = engine.snapshot().liveSessions();
        engine.close();
        metrics.close();
        if (live != sessions) {
            throw new IllegalStateException(live + " sessions are live and not " + sessions);
        }
    }

    /** All metrics. */
    @Benchmark
    public String scrape() {
        return metrics.scrape(contentType);
    }
}
