package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.SessionListener;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.BreakableJournal;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What surrounds an engine may throw anything: others are still answered, and the engine can still be closed. */
class FaultyNeighboursTest {
    private static final StartSession START = StartSession.in("team", 1);

    @Test
    void executorOfOneCallerThrows_otherCallersAreAnswered() throws Exception {
        try (Engine engine = Engine.start(config(new ReadyRuntime()).build())) {
            CompletableFuture<StartOutcome> unlucky = engine.completingOn(task -> {
                        throw new IllegalStateException("this executor is broken");
                    })
                    .startSession(START);

            assertThat(get(engine.startSession(START))).isInstanceOf(StartOutcome.Started.class);
            assertThat(get(unlucky)).isInstanceOf(StartOutcome.Started.class);
        }
    }

    @Test
    void runtimeThrowsAnError_onlyThatSessionFails() throws Exception {
        AtomicInteger launches = new AtomicInteger();
        SessionRuntime runtime = new ReadyRuntime() {
            @Override
            public void launch(Launch launch, Listener listener) {
                if (launches.getAndIncrement() == 0) {
                    throw new AssertionError("the first launch breaks");
                }
                super.launch(launch, listener);
            }
        };
        try (Engine engine = Engine.stepped(config(runtime).build())) {
            CompletableFuture<StartOutcome> first = engine.startSession(START);
            CompletableFuture<StartOutcome> second = engine.startSession(START);
            engine.stepUntilIdle();

            assertThat(stateOf(engine, first)).isEqualTo(SessionState.FAILED);
            assertThat(stateOf(engine, second)).isEqualTo(SessionState.IDLE);
        }
    }

    @Test
    void listenerThrowsAnError_itHearsWhatFollows() throws Exception {
        List<SessionState> heard = new ArrayList<>();
        SessionListener listener = change -> {
            heard.add(change.state());
            throw new AssertionError("this listener always breaks");
        };
        try (Engine engine =
                Engine.stepped(config(new ReadyRuntime()).listener(listener).build())) {
            CompletableFuture<StartOutcome> started = engine.startSession(START);
            engine.stepUntilIdle();

            assertThat(stateOf(engine, started)).isEqualTo(SessionState.IDLE);
            assertThat(heard).containsExactly(SessionState.CREATING, SessionState.CREATED, SessionState.IDLE);
        }
    }

    @Test
    void statisticsThrow_callersAreAnswered() throws Exception {
        SchedulerStats stats = new SchedulerStats() {
            @Override
            public void startAnswered(StartOutcome outcome, long nanos) {
                throw new IllegalStateException("this counter is broken");
            }
        };
        try (Engine engine =
                Engine.start(config(new ReadyRuntime()).stats(stats).build())) {
            CompletableFuture<StartOutcome> first = engine.startSession(START);
            CompletableFuture<StartOutcome> second = engine.startSession(START);

            assertThat(get(first)).isInstanceOf(StartOutcome.Started.class);
            assertThat(get(second)).isInstanceOf(StartOutcome.Started.class);
        }
    }

    @Test
    void failureCallbackClosesTheEngine_itDoesNotWaitForItself() throws Exception {
        AtomicReference<Engine> engine = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean broken = new AtomicBoolean();
        engine.set(Engine.start(config(new ReadyRuntime())
                .journal(new BreakableJournal(broken))
                .onFailure(cause -> {
                    Objects.requireNonNull(engine.get()).close();
                    closed.countDown();
                })
                .build()));
        broken.set(true);

        CompletableFuture<StartOutcome> lost =
                Objects.requireNonNull(engine.get()).startSession(START);

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> get(lost)).hasCauseInstanceOf(SchedulerException.class);
    }

    @Test
    void journalThatFailsAtOnce_startsNoEngineAndIsClosed() {
        BreakableJournal journal = new BreakableJournal(new AtomicBoolean(true));

        assertThatThrownBy(() ->
                        Engine.start(config(new ReadyRuntime()).journal(journal).build()))
                .isInstanceOf(IOException.class);
        assertThat(journal.isClosed()).isTrue();
    }

    @Test
    void sessionIsTerminatedByManyAtOnce_nobodyIsToldThatItLives() throws Exception {
        try (Engine engine = Engine.start(config(new ReadyRuntime()).build())) {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 0; round < 2_000; round++) {
                SessionId id = ((StartOutcome.Started) get(engine.startSession(START))).id();
                CompletableFuture<Optional<SessionState>> other = CompletableFuture.supplyAsync(() -> {
                    meet(together);
                    return engine.terminateSession(id).join();
                });
                meet(together);
                assertThat(get(engine.terminateSession(id)).orElseThrow())
                        .isIn(SessionState.TERMINATING, SessionState.TERMINATED);
                assertThat(get(other).orElseThrow()).isIn(SessionState.TERMINATING, SessionState.TERMINATED);
            }
        }
    }

    @Test
    void endedSessionsAreBoundedByTheSizeOfTheirAttributes() throws Exception {
        try (Engine engine = Engine.stepped(
                config(new ReadyRuntime()).maxRetainedAttributeBytes(2_500).build())) {
            StartSession large = START.withAttributes(OpaqueBytes.wrap(new byte[1_000]));
            List<SessionId> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                CompletableFuture<StartOutcome> started = engine.startSession(large);
                engine.stepUntilIdle();
                SessionId id = ((StartOutcome.Started) get(started)).id();
                ids.add(id);
                CompletableFuture<Optional<SessionState>> asked = engine.terminateSession(id);
                engine.stepUntilIdle();
                assertThat(get(asked)).isPresent();
            }

            assertThat(ids)
                    .filteredOn(id -> engine.session(id).isPresent())
                    .containsExactlyElementsOf(ids.subList(3, 5));
        }
    }

    private static EngineConfig.Builder config(SessionRuntime runtime) {
        return EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("team", "any"))
                .runtime("any", runtime);
    }

    private static SessionState stateOf(Engine engine, CompletableFuture<StartOutcome> started) throws Exception {
        SessionId id = ((StartOutcome.Started) get(started)).id();
        return engine.session(id).orElseThrow().state();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Launches and ends at once. */
    private static class ReadyRuntime implements SessionRuntime {
        @Override
        public String name() {
            return "ready";
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
            listener.ended(id);
        }
    }
}
