package dev.berth.bench.start;

import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import java.io.IOException;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many sessions per second does an embedded engine start, and go on starting, while a given number of them lives?
 *
 * <p>An operation is one start, and only starts are counted; but as the number of live sessions stays the same, each also
 * brings, on the engine's threads, the launch and both of its reports, and the termination and the end of an older
 * session: six changes through the applier. The loop is closed, with up to {@code inFlight} unanswered starts in each
 * thread. An answer other than "started" fails the run. The journal is in memory; the runtime reports at once. With tokens,
 * making the token and the request is part of the operation: {@code baselineRequestOnly} shows its share.
 *
 * <p>The code is large, and on a busy machine compiling it in the background takes half a minute; hence {@code -Xbatch},
 * and a long warm-up.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar StartRateBenchmark -t 1 -prof gc   # then -t 2
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xbatch"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up methods first
public class StartRateBenchmark {
    /** Whether each request has a token of its own. */
    @Param({"false", "true"})
    public boolean token;

    /** How many sessions live, all threads together. */
    @Param({"1000", "1000000"})
    public int live;

    /** The most unanswered starts in each thread. */
    @Param("1024")
    public int inFlight;

    /** How many ended sessions are kept, and how many of their tokens. */
    @Param("0")
    public int retained;

    private Engine engine;

    /** Starts the engine. */
    @Setup
    public void startEngine() throws IOException {
        engine = Engines.start(new InstantRuntime(), retained);
    }

    /** Closes the engine, whose books must balance. */
    @TearDown
    public void closeEngine() {
        engine.close();
        long difference = engine.snapshot().auditDifferenceDpus();
        if (difference != 0) {
            throw new IllegalStateException("DPUs held and DPUs of live sessions differ by " + difference);
        }
    }

    /** One thread's requests and sessions. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up methods first
    public static class Caller {
        private StartRequests requests;
        private StartLoop loop;

        /** Starts this thread's part of the live sessions. */
        @Setup
        public void fill(StartRateBenchmark benchmark, BenchmarkParams all, ThreadParams thread) {
            int ownLive = benchmark.live / all.getThreads();
            long slack = 4L * benchmark.inFlight * all.getThreads();
            requests = new StartRequests(thread.getThreadIndex(), benchmark.token);
            loop = new StartLoop(benchmark.engine, benchmark.inFlight, ownLive, benchmark.live + slack);
            for (int i = 0; i < ownLive; i++) {
                loop.start(requests.next());
            }
        }
    }

    /** The engine. */
    @Benchmark
    public void start(Caller caller) {
        caller.loop.start(caller.requests.next());
    }

    /** What of it is making the request. */
    @Benchmark
    public StartSession baselineRequestOnly(Caller caller) {
        return caller.requests.next();
    }
}
