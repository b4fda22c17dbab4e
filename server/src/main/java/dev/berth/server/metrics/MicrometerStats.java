package dev.berth.server.metrics;

import dev.berth.api.Refusal;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StateReason;
import dev.berth.spi.SchedulerStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a scheduler does in a Micrometer registry. Every meter is looked up beforehand, so that counting
 * allocates nothing; all counters exist from the start, so that a rate is right from the first event on.
 */
public final class MicrometerStats implements SchedulerStats {
    private static final String NO_BUDGET = "none";

    /** From 50 µs to 10 s. */
    private static final Duration[] START_BUCKETS = LongStream.of(
                    50,
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    10_000_000)
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
            .toArray(Duration[]::new);

    /** 1, 4, 16 and so on to 65,536. */
    private static final double[] BATCH_BUCKETS = DoubleStream.iterate(1, bound -> bound <= 65_536, bound -> bound * 4)
            .toArray();

    private final MeterRegistry registry;
    private final Counter started;
    private final Counter replayed;
    private final Counter failedStarts;
    private final Map<Class<?>, Counter> refused;
    private final BudgetCounters budgetFull;
    private final BudgetCounters exceedsBudget;
    private final Timer startDuration;
    private final DistributionSummary batchChanges;
    private final EndCounters terminated;
    private final EndCounters failedEnds;
    private final Counter missed;

    /**
     * Registers the meters.
     *
     * @param maxBudgets how many work groups' budgets become labels
     */
    public MicrometerStats(MeterRegistry registry, int maxBudgets) {
        this.registry = registry;
        this.started = starts("started", NO_BUDGET);
        this.replayed = starts("replayed", NO_BUDGET);
        this.failedStarts = starts("failed", NO_BUDGET);
        this.budgetFull = new BudgetCounters(maxBudgets, label -> starts(outcome(Refusal.BudgetFull.class), label));
        this.exceedsBudget =
                new BudgetCounters(maxBudgets, label -> starts(outcome(Refusal.ExceedsBudget.class), label));
        this.refused = Arrays.stream(Refusal.class.getPermittedSubclasses())
                .filter(kind -> kind != Refusal.BudgetFull.class && kind != Refusal.ExceedsBudget.class)
                .collect(Collectors.toUnmodifiableMap(kind -> kind, kind -> starts(outcome(kind), NO_BUDGET)));
        this.startDuration = Timer.builder("berth.session.start.duration")
                .description("From the call to the acknowledgement of sessions that were started, now or before")
                .serviceLevelObjectives(START_BUCKETS)
                .register(registry);
        this.batchChanges = DistributionSummary.builder("berth.batch.changes")
                .description("Changes that became durable together")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry);
        this.terminated = new EndCounters(cause -> ends(SessionState.TERMINATED, cause));
        this.failedEnds = new EndCounters(cause -> ends(SessionState.FAILED, cause));
        this.missed = Counter.builder("berth.listener.changes.missed")
                .description("Changes of sessions that a slow listener missed")
                .register(registry);
    }

    @Override
    public void startAnswered(StartOutcome outcome, long nanos) {
        if (outcome instanceof StartOutcome.Refused refusal) {
            counterOf(refusal.refusal()).increment();
        } else {
            (outcome instanceof StartOutcome.Started ? started : replayed).increment();
            startDuration.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void startFailed() {
        failedStarts.increment();
    }

    @Override
    public void batchApplied(int changes) {
        batchChanges.record(changes);
    }

    @Override
    public void sessionEnded(SessionState state, StateReason.@Nullable Cause cause) {
        (state == SessionState.FAILED ? failedEnds : terminated).of(cause).increment();
    }

    @Override
    public void changesMissed(long count) {
        missed.increment((double) count);
    }

    private Counter counterOf(Refusal refusal) {
        if (refusal instanceof Refusal.BudgetFull full) {
            return budgetFull.of(full.budget());
        }
        if (refusal instanceof Refusal.ExceedsBudget exceeds) {
            return exceedsBudget.of(exceeds.budget());
        }
        return refused.getOrDefault(refusal.getClass(), failedStarts);
    }

    private Counter starts(String outcome, String budget) {
        return Counter.builder("berth.session.starts")
                .description("Requests to start a session, by how they were answered and which budget refused")
                .tag("outcome", outcome)
                .tag("budget", budget)
                .register(registry);
    }

    private Counter ends(SessionState state, String cause) {
        return Counter.builder("berth.session.ends")
                .description("Sessions that ended, by final state and cause")
                .tag("state", state.name())
                .tag("cause", cause)
                .register(registry);
    }

    /** {@code refused_budget_full} for {@code BudgetFull}. */
    private static String outcome(Class<?> refusal) {
        String words = refusal.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        return "refused_" + words.toLowerCase(Locale.ROOT);
    }
}
