package dev.berth.bench.start;

import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.engine.Journals;
import dev.berth.spi.Journal;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;

/** Engines to measure: one work group without a limit, an account in which everything fits. */
public final class Engines {
    /** The one work group. */
    public static final String WORK_GROUP = "primary";

    private static final String ENGINE_VERSION = "bench";

    private Engines() {}

    /**
     * Starts an engine with a journal in memory.
     *
     * @param retained how many ended sessions, and how many of their tokens, are kept
     */
    public static Engine start(SessionRuntime runtime, int retained) throws IOException {
        return start(runtime, retained, Journals.memory());
    }

    /** Starts an engine with the given journal. */
    public static Engine start(SessionRuntime runtime, int retained, Journal journal) throws IOException {
        return Engine.start(EngineConfig.builder()
                .journal(journal)
                .accountDpus(BudgetView.MAX_LIMIT_DPUS)
                .maxSessions(Integer.MAX_VALUE)
                .maxRetainedSessions(retained)
                .maxRetainedTokens(retained)
                .runtime(ENGINE_VERSION, runtime)
                .workGroup(CreateWorkGroup.named(WORK_GROUP, ENGINE_VERSION))
                .build());
    }
}
