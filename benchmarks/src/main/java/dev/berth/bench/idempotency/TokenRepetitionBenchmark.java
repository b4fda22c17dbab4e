package dev.berth.bench.idempotency;

import dev.berth.api.RequestToken;
import dev.berth.api.StartSession;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.time.SystemTimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What does it cost to find out that a request token was used before, among a million, beside
 * {@link ConcurrentHashMap#putIfAbsent}?
 *
 * <p>An operation claims a token that is taken, or only looks it up. The tokens are chosen evenly from all that are
 * taken, 65,536 for each thread, and are other objects than those in the cache, so keys are compared as text; their hash
 * codes are computed once. What the duplicate is then answered is not part of it.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar TokenRepetitionBenchmark -t 1 -prof gc   # then -t 2
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class TokenRepetitionBenchmark {
    /** How many tokens are claimed. */
    @Param("1000000")
    public int claimed;

    private final IdempotencyCache cache =
            new IdempotencyCache(5_000_000, Duration.ofHours(24), SystemTimeSource.INSTANCE);
    private final ConcurrentMap<RequestToken, SessionRecord> map = new ConcurrentHashMap<>();
    private StartSession[] originals = new StartSession[0];

    /** Claims what is to be there. */
    @Setup
    public void claimThem() {
        SplittableRandom random = new SplittableRandom(1);
        originals = new StartSession[claimed];
        for (int i = 0; i < claimed; i++) {
            StartSession request = Requests.next(random);
            SessionRecord session = Requests.sessionFor(request);
            cache.claim(tokenOf(request), session);
            map.put(tokenOf(request), session);
            originals[i] = request;
        }
    }

    /** A thread's repetitions. */
    @State(Scope.Thread)
    public static class Caller {
        private final StartSession[] repetitions = new StartSession[1 << 16];
        private int next;

        /** Chooses what this thread repeats. */
        @Setup
        public void choose(TokenRepetitionBenchmark benchmark, ThreadParams thread) {
            SplittableRandom random = new SplittableRandom(2 + thread.getThreadIndex());
            for (int i = 0; i < repetitions.length; i++) {
                StartSession original = benchmark.originals[random.nextInt(benchmark.originals.length)];
                repetitions[i] = Requests.copyOf(original, tokenOf(original));
            }
        }

        private StartSession next() {
            return repetitions[next++ & (repetitions.length - 1)];
        }
    }

    /** Ours, as StartSession does it. */
    @Benchmark
    public Object cacheClaimTaken(Caller caller) {
        StartSession request = caller.next();
        return requireKnown(cache.claim(tokenOf(request), Requests.sessionFor(request)));
    }

    /** Ours, without the wish to claim. */
    @Benchmark
    public Object cacheFind(Caller caller) {
        return requireKnown(cache.find(tokenOf(caller.next())));
    }

    /** Baseline. */
    @Benchmark
    public Object baselineMapPutTaken(Caller caller) {
        StartSession request = caller.next();
        return requireKnown(map.putIfAbsent(tokenOf(request), Requests.sessionFor(request)));
    }

    /** Baseline. */
    @Benchmark
    public Object baselineMapGet(Caller caller) {
        return requireKnown(map.get(tokenOf(caller.next())));
    }

    private static RequestToken tokenOf(StartSession request) {
        return Objects.requireNonNull(request.token());
    }

    private static Object requireKnown(@Nullable Object known) {
        return Objects.requireNonNull(known, "the token was free, so this measures something else");
    }
}
