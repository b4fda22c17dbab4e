package dev.berth.bench.load;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.report.LimitResult;
import dev.berth.bench.load.report.Restart;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.scenario.BudgetChange;
import dev.berth.bench.load.scenario.Draws;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.WorkGroupShare;
import dev.berth.bench.load.traffic.Generator;
import dev.berth.bench.load.traffic.GeneratorVerdict;
import dev.berth.bench.load.traffic.Interval;
import dev.berth.bench.load.traffic.Load;
import dev.berth.bench.load.traffic.Measurements;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of the harness, from the first connection to the last word of the audit. To be used once and by one thread, but for
 * {@link #stop}.
 */
final class LoadRun {
    private static final long PROGRESS_MILLIS = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final LoadSettings settings;
    private final Progress progress;
    private final String runId;
    private final List<String> notes = new ArrayList<>();
    private final List<Restart> restarts = new ArrayList<>();
    private final Sample<StartedSession> sessionSample;
    private final Sample<StartedCalculation> calculationSample;
    private final Deque<BudgetChange> budgetChanges;
    private double shownUntil;
    private volatile boolean stopped;
    private volatile @Nullable Load current;

    LoadRun(LoadSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.runId = HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
        this.budgetChanges = new ArrayDeque<>(settings.scenario().budgetChanges());
        this.sessionSample = new Sample<>(settings.seed());
        this.calculationSample = new Sample<>(settings.seed());
    }

    /** Ends the load early; what follows it is done as if it had come to its end. From any thread. */
    void stop() {
        stopped = true;
        Load load = current;
        if (load != null) {
            load.stop();
        }
    }

    /**
     * Sends the load once.
     *
     * @throws IOException if the server cannot be started or reached
     */
    RunResult measure() throws IOException {
        try (ServerUnderLoad server = ServerUnderLoad.of(settings)) {
            BudgetsRoute route = new BudgetsRoute(server.endpoint());
            try (Generator generator = generator(route)) {
                generator.connect(server.endpoint());
                Load load = started(
                        settings.isClosed()
                                ? generator.closed(settings.warmUp())
                                : generator.open(settings.shape(), settings.warmUp()));
                run(generator, load, server, route);
                return result(
                        server, generator, load.measurements(), load.verdict(settings.maxLateness()), Optional.empty());
            }
        }
    }

    /**
     * Searches for the highest rate at which p99 stays within a bound, in runs as long as the settings' shape.
     *
     * @throws IOException if the server cannot be started or reached
     */
    RunResult findLimit(Duration p99, double firstRate) throws IOException {
        try (ServerUnderLoad server = ServerUnderLoad.of(settings)) {
            BudgetsRoute route = new BudgetsRoute(server.endpoint());
            try (Generator generator = generator(route)) {
                generator.connect(server.endpoint());
                Probes probes = new Probes(generator, route, p99.toNanos());
                LimitResult limit = new LimitSearch(p99.toNanos(), probes::at, () -> stopped).from(firstRate);
                notes.add(
                        "latencies and rates over time are those of the last run that kept the bound, or else of the last run");
                return result(server, generator, probes.measured(), probes.verdict(), Optional.of(limit));
            }
        }
    }

    private Generator generator(BudgetsRoute route) throws IOException {
        return new Generator(
                settings.generator(),
                new Draws(settings.scenario(), settings.seed()),
                new Audit(budgets(route)),
                runId);
    }

    /** What the server says, and before that what the scenario says, and before that what the command line says. */
    private Map<String, Integer> budgets(BudgetsRoute route) throws IOException {
        Map<String, Integer> budgets = new LinkedHashMap<>(route.limits());
        settings.scenario().accountBudget().ifPresent(limit -> budgets.put(Audit.ACCOUNT, limit));
        for (WorkGroupShare workGroup : settings.scenario().workGroups()) {
            workGroup.budgetDpus().ifPresent(limit -> budgets.put(Audit.budgetOfWorkGroup(workGroup.name()), limit));
        }
        settings.accountBudget().ifPresent(limit -> budgets.put(Audit.ACCOUNT, limit));
        return budgets;
    }

    private Load started(Load load) {
        current = load;
        if (stopped) {
            load.stop();
        }
        return load;
    }

    private void run(Generator generator, Load load, ServerUnderLoad server, BudgetsRoute route) throws IOException {
        Duration end = settings.shape().duration();
        Duration leg = settings.killEvery().orElse(end);
        for (Duration at = leg; ; at = at.plus(leg)) {
            boolean isLast = at.compareTo(end) >= 0 || stopped;
            follow(generator, load, load.startLeg(isLast ? end : at), route);
            if (settings.killEvery().isEmpty()) {
                generator.awaitQuiet();
                return;
            }
            restart(generator, load, server, route, isLast || stopped);
            if (isLast || stopped) {
                return;
            }
        }
    }

    /**
     * Kills the server with requests under way, starts it again, and asks for what it had acknowledged: in the end for all, else
     * for what is new since the last time and some of the rest.
     */
    private void restart(Generator generator, Load load, ServerUnderLoad server, BudgetsRoute route, boolean all)
            throws IOException {
        double at = load.positionSeconds();
        long killed = System.nanoTime();
        server.kill();
        generator.disconnect();
        server.restart();
        generator.connect(server.endpoint());
        double downSeconds = (System.nanoTime() - killed) / NANOS_PER_SECOND;
        List<StartedSession> sessions = generator.askAudit(Audit::acknowledged);
        List<StartedCalculation> calculations =
                generator.askAudit(audit -> audit.calculations().acknowledged());
        List<StartedSession> askedSessions = all ? sessions : sessionSample.of(sessions);
        List<StartedCalculation> askedCalculations = all ? calculations : calculationSample.of(calculations);
        progress.say(String.format(
                "killed and back after %.1f s; asking for %,d of %,d acknowledged sessions, %,d of %,d calculations",
                downSeconds, askedSessions.size(), sessions.size(), askedCalculations.size(), calculations.size()));
        acceptLimits(generator, route.limits());
        load.repeatUnanswered();
        generator.verify(askedSessions, askedCalculations);
        restarts.add(new Restart(
                at,
                downSeconds,
                new Restart.Verified(sessions.size(), askedSessions.size()),
                new Restart.Verified(calculations.size(), askedCalculations.size())));
    }

    /** A command line may set a limit that was changed meanwhile back; the audit is to know, and so is the reader. */
    private void acceptLimits(Generator generator, Map<String, Integer> limits) {
        Set<String> changing = settings.scenario().budgetChanges().stream()
                .map(BudgetChange::budget)
                .collect(Collectors.toSet());
        limits.forEach((budget, limit) -> {
            if (changing.contains(budget)) {
                acceptLimit(generator, budget, limit);
            }
        });
    }

    private void acceptLimit(Generator generator, String budget, int limit) {
        OptionalInt known = generator.askAudit(audit -> audit.limitOf(budget));
        if (known.isPresent() && known.getAsInt() != limit) {
            notes.add("after a restart the limit of budget " + budget + " was " + limit + ", not " + known.getAsInt());
            changeSent(generator, budget, limit);
            changed(generator, budget, limit);
        }
    }

    private static void changeSent(Generator generator, String budget, int limit) {
        generator.tellAudit(audit -> audit.limitChangeSent(budget, limit, generator.now()));
    }

    private static void changed(Generator generator, String budget, int limit) {
        generator.tellAudit(audit -> audit.limitChanged(budget, limit, generator.now()));
    }

    /** Waits for the end of a leg, shows how it goes, and changes budgets when it is time. */
    private void follow(Generator generator, Load load, CompletableFuture<Void> leg, BudgetsRoute route) {
        long began = generator.now();
        double legBegin = load.positionSeconds();
        while (!isDoneWithin(leg, untilNextChange(legBegin + (generator.now() - began) / NANOS_PER_SECOND))) {
            double now = legBegin + (generator.now() - began) / NANOS_PER_SECOND;
            changeBudgets(generator, route, now);
            load.latest().ifPresent(second -> show(generator, second));
        }
    }

    private void show(Generator generator, Interval second) {
        if (second.endSeconds() != shownUntil) {
            shownUntil = second.endSeconds();
            progress.show(second, generator.askAudit(Audit::liveCount), generator.askAudit(Audit::violationCount));
        }
    }

    private long untilNextChange(double nowSeconds) {
        BudgetChange next = budgetChanges.peek();
        return next == null
                ? PROGRESS_MILLIS
                : Math.min(
                        PROGRESS_MILLIS, Math.max(0, next.at().toMillis() - (long) (nowSeconds * MILLIS_PER_SECOND)));
    }

    private void changeBudgets(Generator generator, BudgetsRoute route, double nowSeconds) {
        BudgetChange next = budgetChanges.peek();
        if (next == null || next.at().toMillis() > nowSeconds * MILLIS_PER_SECOND) {
            return;
        }
        budgetChanges.remove();
        changeSent(generator, next.budget(), next.limitDpus());
        boolean changed = route.change(next.budget(), next.limitDpus()).join();
        if (changed) {
            changed(generator, next.budget(), next.limitDpus());
        } else {
            notes.add("the server did not change budget " + next.budget() + " to " + next.limitDpus());
        }
    }

    private RunResult result(
            ServerUnderLoad server,
            Generator generator,
            Measurements measurements,
            GeneratorVerdict verdict,
            Optional<LimitResult> limit) {
        progress.end();
        if (stopped) {
            notes.add("the run was ended early");
        }
        LoadShape shape = settings.shape();
        return new RunResult(
                new RunResult.RunFacts(
                        server.endpoint().toString(),
                        settings.scenario().name(),
                        settings.seed(),
                        runId,
                        settings.isClosed() ? "closed loop" : "open loop",
                        shape.duration().toMillis() / MILLIS_PER_SECOND,
                        settings.isClosed() ? 0 : shape.requests(),
                        settings.warmUp().toMillis() / MILLIS_PER_SECOND,
                        settings.generator().connections(),
                        settings.generator().signer() != null),
                measurements,
                verdict,
                generator.concludeAudit(),
                restarts,
                limit,
                notes);
    }

    private static boolean isDoneWithin(CompletableFuture<Void> leg, long millis) {
        try {
            leg.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CompletionException(interrupted);
        }
    }

    /** Short runs, each at one rate, one after the other. */
    private final class Probes {
        private final Generator generator;
        private final BudgetsRoute route;
        private final long p99BoundNanos;
        private @Nullable Load shown;

        Probes(Generator generator, BudgetsRoute route, long p99BoundNanos) {
            this.generator = generator;
            this.route = route;
            this.p99BoundNanos = p99BoundNanos;
        }

        LimitResult.Probe at(double rate) {
            Duration duration = settings.shape().duration();
            Load load = started(generator.open(LoadShape.constant(rate, duration), settings.warmUp()));
            follow(generator, load, load.startLeg(duration), route);
            generator.giveUpWaiting();
            generator.awaitQuiet();
            LimitResult.Probe probe = probe(rate, load);
            if (shown == null || probe.keeps(p99BoundNanos)) {
                shown = load;
            }
            progress.say(String.format(
                    "%,.0f/s: p99 %.2f ms%s",
                    rate, probe.p99Nanos() / NANOS_PER_MILLI, probe.keeps(p99BoundNanos) ? "" : " (not kept)"));
            return probe;
        }

        Measurements measured() {
            return lastShown().measurements();
        }

        GeneratorVerdict verdict() {
            return lastShown().verdict(settings.maxLateness());
        }

        private Load lastShown() {
            if (shown == null) {
                throw new IllegalStateException("nothing was measured");
            }
            return shown;
        }

        private LimitResult.Probe probe(double rate, Load load) {
            Measurements measured = load.measurements();
            long answered = measured.requests() - measured.unanswered();
            double refused = answered == 0 ? 0 : (answered - measured.ok()) / (double) answered;
            return new LimitResult.Probe(
                    rate,
                    measured.corrected().getValueAtPercentile(99),
                    measured.unanswered(),
                    refused,
                    load.verdict(settings.maxLateness()).isLimit());
        }
    }
}
