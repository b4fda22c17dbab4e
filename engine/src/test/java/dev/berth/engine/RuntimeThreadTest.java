package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.SessionId;
import dev.berth.api.SessionListener.SessionChange;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.spi.SessionRuntime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runtime that says that it returns at once is called by who applies; any other by a thread that it may hold up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RuntimeThreadTest {
    private static final String OF_SLOW_RUNTIMES = "berth-runtimes";

    private final BlockingQueue<SessionChange> changes = new LinkedBlockingQueue<>();
    private final ExecutorService caller = Executors.newSingleThreadExecutor(work -> new Thread(work, "caller"));

    @AfterEach
    void endCaller() {
        caller.shutdown();
    }

    @Test
    void eachCallIsMadeWhereTheRuntimeAllows() throws Exception {
        FakeRuntime prompt = FakeRuntime.obedient().prompt();
        FakeRuntime other = FakeRuntime.obedient();
        try (Engine engine = engine(prompt, other)) {
            for (String workGroup : List.of("prompt", "other")) {
                SessionScheduler lane = engine.completingOn(caller);
                SessionId id = started(lane.startSession(StartSession.in(workGroup, 1)));
                await(id, SessionState.IDLE);
                var begun = lane.startCalculation(StartCalculation.in(id, "1")).get();
                lane.stopCalculation(((StartCalculationOutcome.Started) begun).id())
                        .get();
                await(id, SessionState.IDLE);
                lane.terminateSession(id).get();
                await(id, SessionState.TERMINATED);
            }
        }

        assertThat(other.threads()).containsOnlyKeys("launch", "calculate", "stop", "terminate");
        assertThat(other.threads().values()).containsOnly(Set.of(OF_SLOW_RUNTIMES));
        assertThat(prompt.threads().keySet()).isEqualTo(other.threads().keySet());
        assertThat(prompt.threads().values())
                .allSatisfy(each -> assertThat(each).isSubsetOf("caller", "berth-applier"));
    }

    @Test
    void aRuntimeThatIsHeldUpHoldsUpNobodyWhoReturnsAtOnce() throws Exception {
        CountDownLatch isCalled = new CountDownLatch(1);
        CompletableFuture<Void> mayReturn = new CompletableFuture<>();
        FakeRuntime slow = FakeRuntime.obedient();
        slow.throwOn(launch -> {
            isCalled.countDown();
            mayReturn.join();
            return false;
        });
        try (Engine engine = engine(FakeRuntime.obedient().prompt(), slow)) {
            SessionId waits = started(engine.startSession(StartSession.in("other", 1)));
            isCalled.await();

            SessionId quick = started(engine.startSession(StartSession.in("prompt", 1)));
            await(quick, SessionState.IDLE);
            engine.terminateSession(quick).get();
            await(quick, SessionState.TERMINATED);
            assertThat(engine.session(waits).orElseThrow().state()).isEqualTo(SessionState.CREATING);

            mayReturn.complete(null);
            await(waits, SessionState.IDLE);
        } finally {
            mayReturn.complete(null);
        }
    }

    @Test
    void aCallThatThrowsEndsItsSessionAndReachesNoCaller() throws Exception {
        FakeRuntime throwing = FakeRuntime.obedient().prompt();
        throwing.throwOn(launch -> {
            if (launch.dpus() == 2) {
                throw new AssertionError("this launch breaks");
            }
            return false;
        });
        try (Engine engine = engine(throwing, FakeRuntime.obedient())) {
            SessionScheduler lane = engine.completingOn(caller);
            SessionId unlucky = started(lane.startSession(StartSession.in("prompt", 2)));
            SessionId other = started(lane.startSession(StartSession.in("prompt", 1)));

            await(unlucky, SessionState.FAILED);
            await(other, SessionState.IDLE);
            assertThat(engine.snapshot().auditDifferenceDpus()).isZero();
        }
    }

    private Engine engine(SessionRuntime prompt, SessionRuntime other) throws Exception {
        return Engine.start(EngineConfig.builder()
                .workGroup(CreateWorkGroup.named("prompt", "v1"))
                .workGroup(CreateWorkGroup.named("other", "v2"))
                .runtime("v1", prompt)
                .runtime("v2", other)
                .listener(changes::add)
                .build());
    }

    private void await(SessionId id, SessionState state) throws Exception {
        SessionChange change;
        do {
            change = changes.take();
        } while (!change.id().equals(id) || change.state() != state);
    }

    private static SessionId started(CompletableFuture<StartOutcome> answer) throws Exception {
        return ((StartOutcome.Started) answer.get(30, TimeUnit.SECONDS)).id();
    }
}
