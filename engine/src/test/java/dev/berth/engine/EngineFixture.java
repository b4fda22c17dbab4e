package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason.Cause;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.RecordingJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A stepped engine with fakes around it, and the words that tests of it use. */
final class EngineFixture {
    static final Duration TICK = Duration.ofMillis(20);

    final ManualTime time = new ManualTime();
    final List<Throwable> failures = new ArrayList<>();
    FakeRuntime runtime = FakeRuntime.silent();
    RecordingJournal journal = new RecordingJournal();
    private @Nullable Engine engine;

    /** A budget of 20 DPUs, and a work group "team" whose sessions the fake runtime launches. */
    EngineFixture() {
        this(builder -> builder);
    }

    EngineFixture(UnaryOperator<EngineConfig.Builder> settings) {
        start(builder -> settings.apply(builder.accountDpus(20)));
    }

    Engine engine() {
        return Objects.requireNonNull(engine);
    }

    /** Loses the engine and all that is not durable, and starts another from the journal. */
    void crashAndRestart(UnaryOperator<EngineConfig.Builder> settings) {
        journal = journal.afterCrash();
        runtime = FakeRuntime.silent();
        start(settings);
    }

    void crashAndRestart() {
        crashAndRestart(builder -> builder);
    }

    private void start(UnaryOperator<EngineConfig.Builder> settings) {
        EngineConfig.Builder builder = EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .runtime("v1", runtime)
                .journal(journal)
                .timeSource(time)
                .onFailure(failures::add);
        try {
            engine = Engine.stepped(settings.apply(builder).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void step() {
        engine().stepUntilIdle();
    }

    void pass(Duration duration) {
        time.advance(duration);
        step();
    }

    /** Starts a session that is admitted, up to its launch. */
    SessionId started(StartSession request) {
        CompletableFuture<StartOutcome> answer = engine().startSession(request);
        step();
        return startedIn(answer);
    }

    SessionId started() {
        return started(StartSession.in("team", 5));
    }

    SessionId idle(StartSession request) {
        SessionId id = started(request);
        runtime.reports().launched(id, OpaqueBytes.ofUtf8("handle of " + id));
        runtime.reports().ready(id);
        step();
        assertThat(state(id)).isEqualTo(SessionState.IDLE);
        return id;
    }

    SessionId idle() {
        return idle(StartSession.in("team", 5));
    }

    static SessionId startedIn(CompletableFuture<StartOutcome> answer) {
        assertThat(answer).isCompletedWithValueMatching(StartOutcome.Started.class::isInstance);
        return ((StartOutcome.Started) answer.join()).id();
    }

    SessionView view(SessionId id) {
        return engine().session(id).orElseThrow();
    }

    SessionState state(SessionId id) {
        return view(id).state();
    }

    int held() {
        return engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus();
    }

    /** The session ended as said, its DPUs came back, and the audit agrees. */
    void assertEnded(SessionId id, SessionState state, Cause cause) {
        SessionView view = view(id);
        assertThat(view.state()).isEqualTo(state);
        assertThat(Objects.requireNonNull(view.reason()).cause()).isEqualTo(cause);
        assertThat(view.endedAt()).isNotNull();
        assertNothingHeld();
    }

    void assertNothingHeld() {
        assertThat(held()).isZero();
        EngineSnapshot snapshot = engine().snapshot();
        assertThat(snapshot.liveSessions()).isZero();
        assertThat(snapshot.claimedDpus()).isZero();
        assertThat(snapshot.auditDifferenceDpus()).isZero();
    }
}
