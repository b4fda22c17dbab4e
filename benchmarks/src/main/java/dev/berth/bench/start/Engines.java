package dev.berth.bench.start;

import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;

/** Engines to measure: memory journal, one work group without a limit, an account in which everything fits. */
final class Engines {
    static final String WORK_GROUP = "primary";
    private static final String ENGINE_VERSION = "bench";

    private Engines() {}

    /**
     * Starts an engine.
     *
     * @param retained how many ended sessions, and how many of their tokens, are kept
     */
    static Engine start(SessionRuntime runtime, int retained) throws IOException {
        return Engine.start(EngineConfig.builder()
                .accountDpus(Integer.MAX_VALUE)
                .maxSessions(Integer.MAX_VALUE)
                .maxRetainedSessions(retained)
                .maxRetainedTokens(retained)
                .runtime(ENGINE_VERSION, runtime)
                .workGroup(CreateWorkGroup.named(WORK_GROUP, ENGINE_VERSION))
                .build());
    }
}
