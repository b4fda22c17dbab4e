package dev.berth.server.metrics;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationState;
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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a scheduler does in a Micrometer registry. Every meter is looked up beforehand, so that counting
 * allocates nothing; all counters exist from the start, so that a rate is right from the first event on.
 */
final class MicrometerStats implements SchedulerStats {
    private static final String NO_BUDGET = "none";

    private static final Duration[] START_BUCKETS = Buckets.ofTime(Duration.ofNanos(100_000), Duration.ofSeconds(10));
    private static final Duration[] PHASE_BUCKETS = Buckets.ofTime(Duration.ofMillis(10), Duration.ofSeconds(500));
    private static final Duration[] CALCULATION_BUCKETS =
            Buckets.ofTime(Duration.ofMillis(10), Duration.ofSeconds(5_000));
    private static final double[] BATCH_BUCKETS = Buckets.ofCount(1, 65_536);

    private final MeterRegistry registry;
    private final Counter started;
    private final Counter replayed;
    private final Counter failedStarts;
    private final Map<Class<?>, Counter> refused;
    private final BoundedCounters<BudgetName> budgetFull;
    private final BoundedCounters<BudgetName> exceedsBudget;
    private final Timer startDuration;
    private final DistributionSummary batchChanges;
    private final EndCounters terminated;
    private final EndCounters failedEnds;
    private final Timer creating;
    private final Timer created;
    private final Timer terminating;
    private final Timer calculations;
    private final Map<CalculationState, Counter> calculationEnds = new EnumMap<>(CalculationState.class);
    private final Counter missed;

    /**
     * Registers the meters.
     *
     * @param maxWorkGroups how many work groups' budgets become labels
     */
    MicrometerStats(MeterRegistry registry, int maxWorkGroups) {
        this.registry = registry;
        this.started = starts("started", NO_BUDGET);
        this.replayed = starts("replayed", NO_BUDGET);
        this.failedStarts = starts("failed", NO_BUDGET);
        this.budgetFull = refusingBudgets(maxWorkGroups, outcome(Refusal.BudgetFull.class));
        this.exceedsBudget = refusingBudgets(maxWorkGroups, outcome(Refusal.ExceedsBudget.class));
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
        this.creating = phase(SessionState.CREATING);
        this.created = phase(SessionState.CREATED);
        this.terminating = phase(SessionState.TERMINATING);
        this.calculations = Timer.builder("berth.calculation.duration")
                .description("From the acceptance of a calculation to its end")
                .serviceLevelObjectives(CALCULATION_BUCKETS)
                .register(registry);
        Arrays.stream(CalculationState.values())
                .filter(CalculationState::isFinal)
                .forEach(state -> calculationEnds.put(state, calculationEnds(state)));
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
    public void sessionMoved(SessionState from, SessionState to, long millis) {
        Timer phase = phase(from, to);
        if (phase != null) {
            phase.record(millis, TimeUnit.MILLISECONDS);
        }
    }

    /** The timer of a step on the way that every session is meant to go, or {@code null}. */
    private @Nullable Timer phase(SessionState from, SessionState to) {
        return switch (from) {
            case CREATING -> to == SessionState.CREATED ? creating : null;
            case CREATED -> to == SessionState.IDLE || to == SessionState.BUSY ? created : null;
            case TERMINATING -> terminating;
            case IDLE, BUSY, DEGRADED, TERMINATED, FAILED -> null;
        };
    }

    @Override
    public void calculationEnded(CalculationState state, long millis) {
        Counter ends = calculationEnds.get(state);
        if (ends != null) {
            ends.increment();
            calculations.record(millis, TimeUnit.MILLISECONDS);
        }
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

    /** Makes the counter of a limited budget, so that the rate of its refusals is right from the first one on. */
    void expectRefusalsOf(BudgetName budget) {
        budgetFull.of(budget);
    }

    private BoundedCounters<BudgetName> refusingBudgets(int maxWorkGroups, String outcome) {
        BoundedCounters<BudgetName> counters =
                new BoundedCounters<>(maxWorkGroups + 1, BudgetName::toString, label -> starts(outcome, label));
        counters.of(BudgetName.ACCOUNT);
        return counters;
    }

    private Timer phase(SessionState state) {
        return Timer.builder("berth.session.phase.duration")
                .description("How long sessions were launching, getting ready, and ending")
                .tag("phase", state.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(PHASE_BUCKETS)
                .register(registry);
    }

    private Counter calculationEnds(CalculationState state) {
        return Counter.builder("berth.calculation.ends")
                .description("Calculations that ended, by final state")
                .tag("state", state.name())
                .register(registry);
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
