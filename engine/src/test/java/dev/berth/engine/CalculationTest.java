package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartCalculationOutcome.Replayed;
import dev.berth.api.StartCalculationOutcome.SessionNotIdle;
import dev.berth.api.StartCalculationOutcome.Started;
import dev.berth.api.StartCalculationOutcome.TokenReused;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason.Cause;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CalculationTest {
    private static final CalculationEnd COMPLETED = new CalculationEnd(CalculationState.COMPLETED, "", true);
    private static final CalculationEnd FAILED = new CalculationEnd(CalculationState.FAILED, "NameError", true);
    private static final RequestToken TOKEN = new RequestToken("t".repeat(32));

    private final EngineFixture berth = new EngineFixture();

    private CompletableFuture<StartCalculationOutcome> ask(StartCalculation request) {
        return berth.engine().startCalculation(request);
    }

    private CalculationId started(StartCalculation request) {
        CompletableFuture<StartCalculationOutcome> answer = ask(request);
        berth.step();
        return startedIn(answer);
    }

    private static CalculationId startedIn(CompletableFuture<StartCalculationOutcome> answer) {
        assertThat(answer).isCompletedWithValueMatching(Started.class::isInstance);
        return ((Started) answer.join()).id();
    }

    private CalculationId started(SessionId session) {
        return started(StartCalculation.in(session, "1 + 1"));
    }

    private void finish(CalculationId id, CalculationEnd end) {
        berth.runtime.reports().calculationFinished(id, end);
        berth.step();
    }

    private void terminate(SessionId session) {
        CompletableFuture<Optional<SessionState>> answer = berth.engine().terminateSession(session);
        berth.step();
        assertThat(answer).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
    }

    private CalculationView view(CalculationId id) {
        return berth.engine().calculation(id).orElseThrow();
    }

    private List<CalculationId> listed(SessionId session) {
        return berth
                .engine()
                .calculations(new CalculationQuery(session, null, null, 100))
                .orElseThrow()
                .calculations()
                .stream()
                .map(CalculationView::id)
                .toList();
    }

    @Nested
    class WhileItRuns {
        @Test
        void theSessionIsBusyFromTheAnswerUntilTheEnd() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
            assertThat(view(id).state()).isEqualTo(CalculationState.CREATING);
            berth.runtime.reports().calculationStarted(id);
            berth.step();
            assertThat(view(id).state()).isEqualTo(CalculationState.RUNNING);
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);

            finish(id, COMPLETED);

            assertThat(view(id).state()).isEqualTo(CalculationState.COMPLETED);
            assertThat(view(id).hasOutput()).isTrue();
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
        }

        @Test
        void theRuntimeGetsTheCodeOnce() {
            SessionId session = berth.idle();
            CalculationId id = started(StartCalculation.in(session, "print(7)"));
            assertThat(berth.runtime.calculations()).singleElement().satisfies(given -> {
                assertThat(given.id()).isEqualTo(id);
                assertThat(given.session()).isEqualTo(session);
                assertThat(given.code()).isEqualTo("print(7)");
            });
        }

        @Test
        void nothingIsShownOrRunBeforeTheJournalHasIt() {
            SessionId session = berth.idle();
            berth.journal.hold(true);
            CompletableFuture<StartCalculationOutcome> answer = ask(StartCalculation.in(session, "x"));
            berth.step();
            assertThat(answer).isNotDone();
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
            assertThat(listed(session)).isEmpty();
            assertThat(berth.runtime.calculations()).isEmpty();

            assertThat(ask(StartCalculation.in(session, "y")))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.BUSY));
            berth.journal.hold(false);
            berth.journal.acknowledge();
            berth.step();

            assertThat(answer).isCompletedWithValueMatching(Started.class::isInstance);
            assertThat(berth.runtime.calculations()).hasSize(1);
        }

        @Test
        void theSessionIsBusySinceTheSubmission() {
            SessionId session = berth.idle();
            berth.journal.hold(true);
            CompletableFuture<StartCalculationOutcome> answer = ask(StartCalculation.in(session, "x"));
            berth.pass(Duration.ofSeconds(1));
            berth.journal.hold(false);
            berth.journal.acknowledge();
            berth.step();
            assertThat(berth.view(session).modifiedAt())
                    .isEqualTo(view(startedIn(answer)).submittedAt());
        }

        @Test
        void anotherOneIsRefusedAndLeavesNoTrace() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            assertThat(ask(StartCalculation.in(session, "2").withToken(TOKEN)))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.BUSY));
            finish(id, COMPLETED);
            assertThat(ask(StartCalculation.in(session, "3").withToken(TOKEN))).isNotNull();
            berth.step();
            assertThat(listed(session)).hasSize(2);
        }

        @Test
        void aReadyReportDoesNotMakeTheSessionIdle() {
            SessionId session = berth.idle();
            started(session);
            berth.runtime.reports().ready(session);
            berth.step();
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
        }

        @Test
        void theIdleTimeoutDoesNotRun() {
            SessionId session = berth.idle(StartSession.in("team", 5).withIdleTimeout(Duration.ofMinutes(1)));
            CalculationId id = started(session);
            berth.pass(Duration.ofHours(1));
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
            finish(id, COMPLETED);
            berth.pass(Duration.ofSeconds(59));
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
            berth.pass(Duration.ofSeconds(2));
            assertThat(berth.state(session)).isEqualTo(SessionState.TERMINATING);
        }

        @Test
        void theIdleTimeoutPassesByASessionThatIsAboutToWork() {
            SessionId session = berth.idle(StartSession.in("team", 5).withIdleTimeout(Duration.ofMinutes(1)));
            berth.journal.hold(true);
            CompletableFuture<StartCalculationOutcome> answer = ask(StartCalculation.in(session, "x"));
            berth.pass(Duration.ofMinutes(2));
            berth.journal.hold(false);
            berth.journal.acknowledge();
            berth.step();
            assertThat(answer).isCompletedWithValueMatching(Started.class::isInstance);
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
        }

        @Test
        void itsDpuTimeIsThatOfItsSession() {
            SessionId session = berth.idle(StartSession.in("team", 5));
            CalculationId id = started(session);
            assertThat(view(id).dpuMillis()).isEqualTo(5);
            berth.pass(Duration.ofSeconds(2));
            assertThat(view(id).dpuMillis()).isEqualTo(5 * 2_001);
            finish(id, COMPLETED);
            berth.pass(Duration.ofSeconds(9));
            assertThat(view(id).dpuMillis()).isEqualTo(5 * 2_001);
        }
    }

    @Nested
    class Refusals {
        @Test
        void aSessionThatIsNotIdleSaysWhatItIs() {
            SessionId session = berth.started();
            assertThat(ask(StartCalculation.in(session, "x")))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.CREATING));
            terminate(session);
            assertThat(ask(StartCalculation.in(session, "x")))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.TERMINATING));
        }

        @Test
        void aTerminationThatIsOnItsWayComesFirst() {
            SessionId session = berth.idle();
            CompletableFuture<Optional<SessionState>> end = berth.engine().terminateSession(session);
            assertThat(end).isNotDone();
            assertThat(ask(StartCalculation.in(session, "x")))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.TERMINATING));
        }

        @Test
        void anEndThatIsOnItsWayComesFirst() {
            SessionId session = berth.idle();
            berth.journal.hold(true);
            berth.runtime.reports().failed(session, "died");
            berth.step();
            assertThat(ask(StartCalculation.in(session, "x")))
                    .isCompletedWithValue(new SessionNotIdle(SessionState.TERMINATING));
        }

        @Test
        void anUnknownSessionIsToldApart() {
            assertThat(ask(StartCalculation.in(new SessionId(1, 2), "x")))
                    .isCompletedWithValue(new StartCalculationOutcome.UnknownSession());
        }

        @Test
        void aRuntimeThatRunsNoneIsToldApart() {
            EngineFixture other = new EngineFixture(
                    builder -> builder.runtime("v1", FakeRuntime.obedient().withoutCalculations()));
            SessionId session = other.started();
            assertThat(other.state(session)).isEqualTo(SessionState.IDLE);
            assertThat(other.engine().startCalculation(StartCalculation.in(session, "x")))
                    .isCompletedWithValue(new StartCalculationOutcome.NotSupported());
        }

        @Test
        void aFullQueueRefusesNewOnesButNoRepetition() {
            EngineFixture small = new EngineFixture(builder -> builder.maxQueuedChanges(1));
            SessionId session = small.idle();
            SessionId other = small.idle();
            StartCalculation request = StartCalculation.in(session, "x").withToken(TOKEN);
            CompletableFuture<StartCalculationOutcome> first = small.engine().startCalculation(request);
            small.step();
            CalculationId id = startedIn(first);
            assertThat(small.engine().stopCalculation(id)).isNotDone();
            assertThat(small.engine().startCalculation(StartCalculation.in(other, "y")))
                    .isCompletedWithValue(new StartCalculationOutcome.Overloaded());
            assertThat(small.engine().startCalculation(request)).isCompletedWithValue(new Replayed(id));
            small.step();
            assertThat(small.state(other)).isEqualTo(SessionState.IDLE);
        }

        @Test
        void codeThatNoJournalTakesIsRefused() {
            SessionId session = berth.idle();
            berth.journal.takeBatchesUpTo(1_000);
            assertThat(ask(StartCalculation.in(session, "x".repeat(1_000))))
                    .isCompletedWithValue(new StartCalculationOutcome.TooLarge(1_000));
            started(session);
            assertThat(listed(session)).hasSize(1);
        }

        @Test
        void aRuntimeThatThrowsFailsTheCalculationAlone() {
            SessionId session = berth.idle();
            berth.runtime.throwOnCalculate();
            CalculationId id = started(session);
            assertThat(view(id).state()).isEqualTo(CalculationState.FAILED);
            assertThat(view(id).detail()).contains("cannot calculate");
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
        }
    }

    @Nested
    class Tokens {
        @Test
        void aRepetitionGetsTheSameCalculationWhateverBecameOfIt() {
            SessionId session = berth.idle();
            StartCalculation request = StartCalculation.in(session, "x").withToken(TOKEN);
            CalculationId id = started(request);
            assertThat(ask(request)).isCompletedWithValue(new Replayed(id));
            finish(id, FAILED);
            assertThat(ask(request)).isCompletedWithValue(new Replayed(id));
            terminate(session);
            assertThat(ask(request)).isCompletedWithValue(new Replayed(id));
            assertThat(berth.runtime.calculations()).hasSize(1);
        }

        @Test
        void aRepetitionThatComesTooEarlyWaits() {
            SessionId session = berth.idle();
            StartCalculation request = StartCalculation.in(session, "x").withToken(TOKEN);
            berth.journal.hold(true);
            CompletableFuture<StartCalculationOutcome> first = ask(request);
            CompletableFuture<StartCalculationOutcome> second = ask(request);
            CompletableFuture<StartCalculationOutcome> other =
                    ask(StartCalculation.in(session, "y").withToken(TOKEN));
            berth.step();
            assertThat(second).isNotDone();
            assertThat(other).isCompletedWithValue(new TokenReused());
            berth.journal.hold(false);
            berth.journal.acknowledge();
            berth.step();
            assertThat(second).isCompletedWithValue(new Replayed(startedIn(first)));
        }

        @Test
        void otherParametersAreRefused() {
            SessionId session = berth.idle();
            StartCalculation request = StartCalculation.in(session, "x").withToken(TOKEN);
            CalculationId id = started(request);
            finish(id, COMPLETED);
            assertThat(ask(StartCalculation.in(session, "y").withToken(TOKEN))).isCompletedWithValue(new TokenReused());
            assertThat(ask(request.withAttributes(OpaqueBytes.ofUtf8("{}")))).isCompletedWithValue(new TokenReused());
        }

        @Test
        void sessionsDoNotShareThem() {
            CalculationId first = started(StartCalculation.in(berth.idle(), "x").withToken(TOKEN));
            CalculationId second =
                    started(StartCalculation.in(berth.idle(), "x").withToken(TOKEN));
            assertThat(first).isNotEqualTo(second);
        }
    }

    @Nested
    class Stopping {
        @Test
        void aRunningOneIsCanceled() {
            CalculationId id = started(berth.idle());
            CompletableFuture<Optional<CalculationState>> answer =
                    berth.engine().stopCalculation(id);
            CompletableFuture<Optional<CalculationState>> again = berth.engine().stopCalculation(id);
            berth.step();
            assertThat(answer).isCompletedWithValue(Optional.of(CalculationState.CANCELING));
            assertThat(again).isCompletedWithValue(Optional.of(CalculationState.CANCELING));
            assertThat(berth.engine().stopCalculation(id))
                    .isCompletedWithValue(Optional.of(CalculationState.CANCELING));
            assertThat(berth.runtime.stopped()).hasSize(1);
            finish(id, new CalculationEnd(CalculationState.CANCELED, "stopped", true));
            assertThat(view(id).state()).isEqualTo(CalculationState.CANCELED);
            assertThat(berth.state(view(id).session())).isEqualTo(SessionState.IDLE);
        }

        @Test
        void anEndedOneStaysAsItIs() {
            CalculationId id = started(berth.idle());
            finish(id, FAILED);
            assertThat(berth.engine().stopCalculation(id)).isCompletedWithValue(Optional.of(CalculationState.FAILED));
            assertThat(berth.runtime.stopped()).isEmpty();
        }

        @Test
        void anUnknownOneIsEmpty() {
            assertThat(berth.engine().stopCalculation(new CalculationId(1, 2))).isCompletedWithValue(Optional.empty());
        }
    }

    @Nested
    class TheEndOfItsSession {
        @Test
        void cancelsItWhereTheSessionWasTerminated() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            terminate(session);
            assertThat(view(id).state().isFinal()).isFalse();
            berth.runtime.reports().ended(session);
            berth.step();
            assertThat(view(id).state()).isEqualTo(CalculationState.CANCELED);
            assertThat(view(id).detail()).isEqualTo("The session was terminated.");
            berth.assertEnded(session, SessionState.TERMINATED, Cause.REQUESTED);
        }

        @Test
        void failsItWhereTheSessionFailed() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            berth.runtime.reports().failed(session, "killed by signal 9");
            berth.step();
            assertThat(view(id).state()).isEqualTo(CalculationState.FAILED);
            assertThat(view(id).detail()).isEqualTo("The session failed: killed by signal 9");
            berth.assertEnded(session, SessionState.FAILED, Cause.RUNTIME_FAILED);
        }

        @Test
        void leavesWhatTheRuntimeReportedBefore() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            berth.runtime.reports().calculationFinished(id, FAILED);
            berth.runtime.reports().failed(session, "exit status 3");
            berth.step();
            assertThat(view(id).detail()).isEqualTo("NameError");
            finish(id, COMPLETED);
            assertThat(view(id).state()).isEqualTo(CalculationState.FAILED);
        }

        @Test
        void anEndReportedTwiceCountsOnce() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            finish(id, COMPLETED);
            CalculationId next = started(session);
            finish(id, FAILED);
            assertThat(view(id).state()).isEqualTo(CalculationState.COMPLETED);
            assertThat(view(next).state().isFinal()).isFalse();
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
        }
    }

    @Nested
    class Lists {
        @Test
        void areNewestFirstInPages() {
            SessionId session = berth.idle();
            CalculationId first = started(session);
            finish(first, COMPLETED);
            CalculationId second = started(session);
            finish(second, FAILED);
            CalculationId third = started(session);
            assertThat(listed(session)).containsExactly(third, second, first);
            var page = berth.engine()
                    .calculations(new CalculationQuery(session, null, third, 1))
                    .orElseThrow();
            assertThat(page.calculations()).extracting(CalculationView::id).containsExactly(second);
            assertThat(page.hasMore()).isTrue();
            assertThat(berth.engine()
                            .calculations(new CalculationQuery(session, CalculationState.COMPLETED, null, 9))
                            .orElseThrow()
                            .calculations())
                    .extracting(CalculationView::id)
                    .containsExactly(first);
        }

        @Test
        void oldOnesGoWhenThereAreTooMany() {
            EngineFixture small = new EngineFixture(builder -> builder.maxRetainedCalculations(2));
            SessionId session = small.idle();
            for (int i = 0; i < 4; i++) {
                CompletableFuture<StartCalculationOutcome> answer = small.engine()
                        .startCalculation(StartCalculation.in(session, "x" + i)
                                .withToken(new RequestToken(("t" + i).repeat(16))));
                small.step();
                small.runtime.reports().calculationFinished(startedIn(answer), COMPLETED);
                small.step();
            }
            assertThat(small.engine()
                            .calculations(new CalculationQuery(session, null, null, 100))
                            .orElseThrow()
                            .calculations())
                    .extracting(CalculationView::code)
                    .containsExactly("x3", "x2");
            CompletableFuture<StartCalculationOutcome> forgotten = small.engine()
                    .startCalculation(
                            StartCalculation.in(session, "other").withToken(new RequestToken("t0".repeat(16))));
            small.step();
            assertThat(forgotten).as("its token went with it").isCompletedWithValueMatching(Started.class::isInstance);
        }

        @Test
        void theyGoWithTheirSession() {
            EngineFixture forgetful = new EngineFixture(builder -> builder.maxRetainedSessions(0));
            SessionId session = forgetful.idle();
            CompletableFuture<StartCalculationOutcome> answer =
                    forgetful.engine().startCalculation(StartCalculation.in(session, "x"));
            forgetful.step();
            CalculationId id = startedIn(answer);
            forgetful.runtime.reports().failed(session, "died");
            forgetful.step();
            assertThat(forgetful.engine().session(session)).isEmpty();
            assertThat(forgetful.engine().calculation(id)).isEmpty();
        }
    }

    @Nested
    class AfterARestart {
        @Test
        void allIsThereAndTheSessionAcceptsTheNext() {
            SessionId session = berth.idle();
            StartCalculation request = StartCalculation.in(session, "x").withToken(TOKEN);
            CalculationId id = started(request);
            finish(id, FAILED);
            CalculationView before = view(id);
            berth.crashAndRestart();
            berth.step();
            assertThat(view(id)).isEqualTo(before);
            assertThat(ask(request)).isCompletedWithValue(new Replayed(id));
            berth.runtime.reports().ready(session);
            berth.step();
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
            started(session);
        }

        @Test
        void anUnfinishedOneIsHandedToTheRuntimeAndKeepsTheSessionBusy() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            berth.runtime.reports().calculationStarted(id);
            berth.step();
            berth.crashAndRestart();
            berth.step();
            assertThat(Objects.requireNonNull(berth.runtime.unfinishedOf(session))
                            .id())
                    .isEqualTo(id);
            assertThat(berth.runtime.calculations()).isEmpty();
            assertThat(view(id).state()).isEqualTo(CalculationState.CREATING);
            berth.runtime.reports().ready(session);
            berth.step();
            assertThat(berth.state(session)).isEqualTo(SessionState.BUSY);
            finish(id, COMPLETED);
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
            assertThat(view(id).state()).isEqualTo(CalculationState.COMPLETED);
        }

        @Test
        void oneThatEndedBeforeItsSessionWasReadyLeavesTheSessionIdle() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            berth.crashAndRestart();
            berth.step();
            berth.runtime.reports().calculationFinished(id, COMPLETED);
            berth.runtime.reports().ready(session);
            berth.step();
            assertThat(berth.state(session)).isEqualTo(SessionState.IDLE);
        }

        @Test
        void oneThatTheEndOfItsSessionOvertookIsNone() {
            SessionId ending = berth.idle();
            terminate(ending);
            SessionId ended = berth.idle();
            berth.runtime.reports().failed(ended, "died");
            berth.step();
            CalculationId first = new CalculationId(1, 1);
            CalculationId second = new CalculationId(1, 2);
            long now = berth.time.epochMillis();
            berth.journal.write(List.of(
                    new Fact.CalculationSubmitted(first, now, StartCalculation.in(ending, "x")),
                    new Fact.CalculationSubmitted(second, now, StartCalculation.in(ended, "x"))));
            berth.crashAndRestart();
            berth.step();
            assertThat(berth.engine().calculation(first)).isEmpty();
            assertThat(berth.engine().calculation(second)).isEmpty();
            berth.runtime.reports().ended(ending);
            berth.step();
            assertThat(berth.engine().calculation(first)).isEmpty();
            berth.assertEnded(ending, SessionState.TERMINATED, Cause.REQUESTED);
        }

        @Test
        void factsThatSayTheSameTwiceCountOnce() {
            SessionId session = berth.idle();
            CalculationId id = started(session);
            finish(id, FAILED);
            CalculationView before = view(id);
            long later = berth.time.epochMillis() + 5;
            berth.journal.write(List.of(
                    new Fact.CalculationSubmitted(id, later, StartCalculation.in(session, "other")),
                    new Fact.CalculationStopRequested(id, later),
                    new Fact.CalculationFinished(id, later, COMPLETED)));
            berth.crashAndRestart();
            berth.step();
            assertThat(view(id)).isEqualTo(before);
        }

        @Test
        void factsAboutNobodyMeanNothing() {
            CalculationId id = new CalculationId(1, 1);
            berth.journal.write(List.of(
                    new Fact.CalculationSubmitted(id, 1, StartCalculation.in(new SessionId(1, 2), "x")),
                    new Fact.CalculationStopRequested(id, 2),
                    new Fact.CalculationFinished(id, 3, COMPLETED)));
            berth.crashAndRestart();
            berth.step();
            assertThat(berth.engine().calculation(id)).isEmpty();
        }

        @Test
        void aStopIsAskedForAgain() {
            CalculationId id = started(berth.idle());
            CompletableFuture<Optional<CalculationState>> stop = berth.engine().stopCalculation(id);
            berth.step();
            assertThat(stop).isCompletedWithValue(Optional.of(CalculationState.CANCELING));
            berth.crashAndRestart();
            berth.step();
            assertThat(view(id).state()).isEqualTo(CalculationState.CANCELING);
            assertThat(berth.runtime.stopped()).extracting(each -> each.id()).containsExactly(id);
        }
    }

    @Nested
    class PlacesOfTheRuntime {
        private final FakeRuntime small = FakeRuntime.silent().holding(1);
        private final EngineFixture engine = new EngineFixture(builder -> builder.runtime("v1", small));

        private CompletableFuture<StartOutcome> start() {
            CompletableFuture<StartOutcome> answer = engine.engine().startSession(StartSession.in("team", 1));
            engine.step();
            return answer;
        }

        @Test
        void areGivenOnceAndGivenBackAtTheEnd() {
            SessionId first = EngineFixture.startedIn(start());
            assertThat(start()).isCompletedWithValue(new StartOutcome.Refused(new Refusal.RuntimeFull("fake", 1)));
            assertThat(engine.held()).isEqualTo(1);
            small.reports().failed(first, "died");
            engine.step();
            EngineFixture.startedIn(start());
        }

        @Test
        void areNotTakenByWhatABudgetRefuses() {
            CompletableFuture<StartOutcome> refused = engine.engine().startSession(StartSession.in("team", 21));
            engine.step();
            assertThat(refused).isCompletedWithValueMatching(StartOutcome.Refused.class::isInstance);
            EngineFixture.startedIn(start());
        }

        @Test
        void areHeldByWhatARestartFinds() {
            EngineFixture.startedIn(start());
            FakeRuntime next = FakeRuntime.silent().holding(1);
            engine.crashAndRestart(builder -> builder.runtime("v1", next));
            assertThat(start()).isCompletedWithValue(new StartOutcome.Refused(new Refusal.RuntimeFull("fake", 1)));
        }
    }
}
