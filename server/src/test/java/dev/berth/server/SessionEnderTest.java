package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionEnderTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Engine engine = Engine.start(EngineConfig.builder()
            .accountDpus(10_000)
            .workGroup(CreateWorkGroup.named("one", "ours"))
            .workGroup(CreateWorkGroup.named("two", "ours"))
            .workGroup(CreateWorkGroup.named("other", "theirs"))
            .workGroup(CreateWorkGroup.named("stuck", "endless"))
            .runtime("ours", new Compute(true))
            .runtime("theirs", new Compute(true))
            .runtime("endless", new Compute(false))
            .build());

    SessionEnderTest() throws IOException {}

    @AfterEach
    void close() {
        engine.close();
    }

    private SessionId start(String workGroup) {
        StartOutcome outcome =
                engine.startSession(StartSession.in(workGroup, 1)).join();
        return ((StartOutcome.Started) outcome).id();
    }

    private SessionState state(SessionId id) {
        return engine.session(id).orElseThrow().state();
    }

    @Test
    void end_endsAllOfTheVersion_inEveryWorkGroup_andNoOthers() {
        List<SessionId> ours = List.of(start("one"), start("one"), start("two"));
        SessionId theirs = start("other");

        assertThat(new SessionEnder(engine, "ours").end(LONG)).isZero();

        assertThat(ours).extracting(this::state).containsOnly(SessionState.TERMINATED);
        assertThat(state(theirs).isEnded()).isFalse();
    }

    @Test
    void end_withNoSession_isDoneAtOnce() {
        assertThat(new SessionEnder(engine, "ours").end(Duration.ZERO)).isZero();
    }

    @Test
    void end_ofMoreThanOnePage_endsTheRestToo() {
        List<SessionId> ours =
                IntStream.range(0, 1_001).mapToObj(i -> start("one")).toList();

        assertThat(new SessionEnder(engine, "ours").end(LONG)).isZero();

        assertThat(ours).extracting(this::state).containsOnly(SessionState.TERMINATED);
    }

    @Test
    void end_ofWhatDoesNotEndInTime_countsIt() {
        List<SessionId> stuck = List.of(start("stuck"), start("stuck"));

        assertThat(new SessionEnder(engine, "endless").end(SHORT)).isEqualTo(2);

        assertThat(stuck).extracting(this::state).doesNotContain(SessionState.TERMINATED);
    }

    /** Compute that is ready at once, and ends at once or never. */
    private record Compute(boolean ends) implements SessionRuntime {
        @Override
        public String name() {
            return "compute";
        }

        @Override
        public void launch(Launch launch, Listener listener) {
            listener.launched(launch.id(), OpaqueBytes.EMPTY);
            listener.ready(launch.id());
        }

        @Override
        public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener) {
            listener.ready(launch.id());
        }

        @Override
        public void terminate(SessionId id, Listener listener) {
            if (ends) {
                listener.ended(id);
            }
        }
    }
}
