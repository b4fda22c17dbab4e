package dev.berth.bench.start;

import dev.berth.engine.Engine;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a start cost, and how many bytes does it allocate, up to its answer and the call of the runtime, without the
 * rest of the session's life?
 *
 * <p>An operation is one start of 100,000 that are made in a closed loop with up to 1,024 unanswered; the runtime is asked
 * to launch each and reports nothing, so no session becomes ready or ends, and each iteration leaves 100,000 more.
 * With tokens, making the token and the request is part of the operation. The bytes are those of all threads.
 *
 * <p>The code is large, and on a busy machine compiling it in the background takes half a minute; hence {@code -Xbatch},
 * and a long warm-up.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar StartAloneBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 14)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xbatch"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up methods first
public class StartAloneBenchmark {
    private static final int STARTS = 100_000;
    private static final int IN_FLIGHT = 1_024;

    /** Whether each request has a token of its own. */
    @Param({"false", "true"})
    public boolean token;

    private final SilentRuntime runtime = new SilentRuntime();
    private Engine engine;
    private StartRequests requests;
    private long started;

    /** Starts the engine. */
    @Setup
    public void startEngine() throws IOException {
        engine = Engines.start(runtime, 0);
        requests = new StartRequests(1, token);
    }

    /** Closes the engine. */
    @TearDown
    public void closeEngine() {
        engine.close();
    }

    /** The engine. */
    @Benchmark
    @OperationsPerInvocation(STARTS)
    public void start() {
        StartLoop loop = new StartLoop(engine, IN_FLIGHT, Integer.MAX_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < STARTS; i++) {
            loop.start(requests.next());
        }
        loop.finish();
        started += STARTS;
        runtime.awaitLaunches(started);
    }
}
