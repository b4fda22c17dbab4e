package dev.berth.server.endtoend;

import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts and ends many sessions of {@code spark-primary} with the engine itself, which takes less time than over HTTP. */
record DirectCaller(Engine engine) {
    /** Starts sessions of two DPUs and waits for the answers. */
    List<SessionId> start(int count) {
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(engine.startSession(StartSession.in("spark-primary", 2)));
        }
        return answers.stream().map(answer -> started(answer.join())).toList();
    }

    private static SessionId started(StartOutcome outcome) {
        if (outcome instanceof StartOutcome.Started started) {
            return started.id();
        }
        throw new AssertionError("not started: " + outcome);
    }

    /** Tells sessions to end, and waits for the answers. */
    void terminate(List<SessionId> ids) {
        ids.stream().map(engine::terminateSession).toList().forEach(CompletableFuture::join);
    }

    /** Tells sessions to end, and waits until they have. */
    void end(List<SessionId> ids) {
        terminate(ids);
        ids.forEach(id ->
                TestBerth.await(() -> engine.session(id).orElseThrow().state().isEnded()));
    }
}
