package dev.berth.server;

import dev.berth.engine.BudgetUse;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineSnapshot;
import dev.berth.engine.Holding;
import dev.berth.server.console.ServerFigures;
import dev.berth.server.identity.Identities;
import dev.berth.server.metrics.ServerMetrics;
import dev.berth.server.metrics.StartFigures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the console shows of a server. */
record ConsoleFigures(
        ServerConfig config,
        ServerMetrics metrics,
        Engine engine,
        Compute compute,
        Identities identities,
        Instant startedAt)
        implements ServerFigures {
    @Override
    public String version() {
        return Build.version();
    }

    @Override
    public String region() {
        return config.athena().region();
    }

    @Override
    public boolean servesResults() {
        return config.results() == null;
    }

    @Override
    public @Nullable String runtimeOf(String engineVersion) {
        return compute.runtimeOf(engineVersion);
    }

    @Override
    public boolean identitiesConfigured() {
        return !identities.areOpen();
    }

    @Override
    public EngineSnapshot levels() {
        return engine.snapshot();
    }

    @Override
    public List<BudgetUse> budgets() {
        return engine.budgetUses();
    }

    @Override
    public List<Holding> holdings() {
        return engine.holdings();
    }

    @Override
    public StartFigures starts() {
        return metrics.starts();
    }
}
