package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The README's example of embedding, word for word between the two marks. */
class EmbeddingTest {
    @Test
    void theExampleOfTheReadmeRuns() throws IOException {
        SessionRuntime myRuntime = FakeRuntime.obedient();
        // spotless:off
        // README: begin
        EngineConfig config = EngineConfig.builder()
                .accountDpus(160)
                .workGroup(CreateWorkGroup.named("team", "my-engine"))
                .runtime("my-engine", myRuntime)
                .build();
        try (Engine engine = Engine.start(config)) {
            StartSession request = StartSession.in("team", 20).withToken(new RequestToken("nightly-2026-01-01"));
            StartOutcome outcome = engine.startSession(request).join();
            if (outcome instanceof StartOutcome.Started started) {
                SessionState state = engine.terminateSession(started.id()).join().orElseThrow();
                System.out.println(started.id() + " is " + state);
            }
            // README: end
            // spotless:on
            assertThat(outcome).isInstanceOf(StartOutcome.Started.class);
            assertThat(engine.startSession(request).join()).isInstanceOf(StartOutcome.Replayed.class);
        }
    }
}
