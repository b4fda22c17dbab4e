package dev.berth.bench.idempotency;

import dev.berth.api.Refusal;
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
 * What does the atomic claim of a new request token cost, beside {@link ConcurrentHashMap#putIfAbsent}, and does it depend
 * on how many tokens are claimed already?
 *
 * <p>An operation claims a token that nobody has and frees it again, as a start does that is then refused; so the number
 * of claimed tokens stays at {@code claimed}. Each thread goes through 65,536 tokens of its own, made before, with their
 * hash codes computed; the session that would be started is made anew each time, for the baseline too.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar TokenClaimBenchmark -t 1 -prof gc   # then -t 2
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
public class TokenClaimBenchmark {
    private static final Refusal REFUSAL = new Refusal.Overloaded(1);

    /** How many tokens are claimed all the time. */
    @Param({"0", "1000000"})
    public int claimed;

    private final IdempotencyCache cache =
            new IdempotencyCache(5_000_000, Duration.ofHours(24), SystemTimeSource.INSTANCE);
    private final ConcurrentMap<RequestToken, SessionRecord> map = new ConcurrentHashMap<>();

    /** Claims what is to be there. */
    @Setup
    public void claimThem() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < claimed; i++) {
            StartSession request = Requests.next(random);
            SessionRecord session = Requests.sessionFor(request);
            cache.claim(tokenOf(request), session);
            map.put(tokenOf(request), session);
        }
    }

    /** A thread's own requests. */
    @State(Scope.Thread)
    public static class Caller {
        private final StartSession[] requests = new StartSession[1 << 16];
        private int next;

        /** Makes the requests of this thread. */
        @Setup
        public void make(ThreadParams thread) {
            SplittableRandom random = new SplittableRandom(2 + thread.getThreadIndex());
            for (int i = 0; i < requests.length; i++) {
                requests[i] = Requests.next(random);
            }
        }

        private StartSession next() {
            return requests[next++ & (requests.length - 1)];
        }
    }

    /** Ours. */
    @Benchmark
    public boolean cacheClaimAndFree(Caller caller) {
        StartSession request = caller.next();
        SessionRecord session = Requests.sessionFor(request);
        boolean isNew = cache.claim(tokenOf(request), session) == null;
        cache.free(tokenOf(request), session, REFUSAL);
        return requireNew(isNew);
    }

    /** Baseline. */
    @Benchmark
    public boolean baselineMapPutAndRemove(Caller caller) {
        StartSession request = caller.next();
        SessionRecord session = Requests.sessionFor(request);
        boolean isNew = map.putIfAbsent(tokenOf(request), session) == null;
        map.remove(tokenOf(request), session);
        return requireNew(isNew);
    }

    private static RequestToken tokenOf(StartSession request) {
        return Objects.requireNonNull(request.token());
    }

    private static boolean requireNew(boolean isNew) {
        if (!isNew) {
            throw new IllegalStateException("the token was taken, so this measures something else");
        }
        return true;
    }
}
