package dev.berth.server.console;

import dev.berth.engine.BudgetUse;
import dev.berth.engine.EngineSnapshot;
import dev.berth.engine.Holding;
import dev.berth.server.metrics.StartFigures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the console shows of the server as a whole. Thread-safe. */
public interface ServerFigures {
    /** The version of this build. */
    String version();

    /** When the server was started. */
    Instant startedAt();

    /** The region that requests are signed for. */
    String region();

    /** Whether the results of calculations are served here, and not by another S3. */
    boolean servesResults();

    /** What sessions of an engine version run on, in a word; {@code null} if nothing is there for them. */
    @Nullable
    String runtimeOf(String engineVersion);

    /** Whether requests must be signed by an identity. */
    boolean identitiesConfigured();

    /** The levels of the engine. */
    EngineSnapshot levels();

    /** The account's budget and how it is used, then those of the work groups. */
    List<BudgetUse> budgets();

    /** Who holds the DPUs of the live sessions. */
    List<Holding> holdings();

    /** How starts were answered so far. */
    StartFigures starts();
}
