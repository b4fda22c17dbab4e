package dev.berth.bench.capacity;

import dev.berth.engine.capacity.Budget;
import dev.berth.engine.capacity.CapacityAllocator;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What does it cost to take a session's DPUs and to give them back, with one and with two limited levels, by threads in one
 * work group and in two, beside other ways to count permits?
 *
 * <p>An operation is one acquisition of 20 DPUs and their release; nothing is ever refused. Everything but the bulkhead
 * takes 20 permits at once; a Resilience4j bulkhead counts calls, so it takes 1. Only the allocator knows two levels, a
 * ceiling for each session and what is claimed, and only its refusals name a budget. One level is a work group without
 * a limit, whose figures are kept all the same.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar AcquireReleaseBenchmark -t 1 -prof gc   # then -t 2, -t 4
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AcquireReleaseBenchmark {
    private static final int DPUS = 20;
    private static final int LIMIT = 1_000_000;

    private final CapacityAllocator allocator = new CapacityAllocator(LIMIT, 60, LIMIT);
    private final Budget[] unlimited = {
        allocator.newBudget("a", OptionalInt.empty()), allocator.newBudget("b", OptionalInt.empty())
    };
    private final Budget[] limited = {
        allocator.newBudget("c", OptionalInt.of(LIMIT)), allocator.newBudget("d", OptionalInt.of(LIMIT))
    };
    private final CasPair word = new CasPair(LIMIT);
    private final Semaphore permits = new Semaphore(LIMIT);
    private final Bulkhead calls = Bulkhead.of(
            "calls",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(LIMIT)
                    .maxWaitDuration(Duration.ZERO)
                    .build());

    /** Which of two work groups a thread uses. */
    @State(Scope.Thread)
    public static class Caller {
        private int group;

        /** Even threads use the first group, odd ones the second. */
        @Setup
        public void choose(ThreadParams thread) {
            group = thread.getThreadIndex() % 2;
        }
    }

    /** Ours: the account is limited, all threads are in one work group. */
    @Benchmark
    public boolean allocatorOneLevelOneGroup() {
        return pair(unlimited[0]);
    }

    /** Ours: the account is limited, the threads are in two work groups. */
    @Benchmark
    public boolean allocatorOneLevelTwoGroups(Caller caller) {
        return pair(unlimited[caller.group]);
    }

    /** Ours: account and work group are limited, all threads are in one work group. */
    @Benchmark
    public boolean allocatorTwoLevelsOneGroup() {
        return pair(limited[0]);
    }

    /** Ours: account and work groups are limited, the threads are in two of them. */
    @Benchmark
    public boolean allocatorTwoLevelsTwoGroups(Caller caller) {
        return pair(limited[caller.group]);
    }

    /** Baseline: two compare-and-swaps of one word. */
    @Benchmark
    public boolean baselineCasPair() {
        if (!word.tryAcquire(DPUS)) {
            throw refused();
        }
        word.release(DPUS);
        return true;
    }

    /** Baseline: the JDK's semaphore, not fair. */
    @Benchmark
    public boolean baselineSemaphore() {
        if (!permits.tryAcquire(DPUS)) {
            throw refused();
        }
        permits.release(DPUS);
        return true;
    }

    /** Baseline: a Resilience4j semaphore bulkhead, of weight 1. */
    @Benchmark
    public boolean baselineBulkhead() {
        if (!calls.tryAcquirePermission()) {
            throw refused();
        }
        calls.onComplete();
        return true;
    }

    private boolean pair(Budget budget) {
        if (allocator.tryAcquire(budget, DPUS) != null) {
            throw refused();
        }
        allocator.release(budget, DPUS);
        return true;
    }

    private static IllegalStateException refused() {
        return new IllegalStateException("refused, so this measures something else");
    }
}
