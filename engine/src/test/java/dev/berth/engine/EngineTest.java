package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.ErrorCode;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.RequestToken;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.SessionListener;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateEntry;
import dev.berth.api.StateReason.Cause;
import dev.berth.api.WorkGroup;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.QuietLogs;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLogs.class)
class EngineTest {
    private static final StartSession FIVE = StartSession.in("team", 5);
    private static final RequestToken TOKEN = new RequestToken("token");

    @Nested
    class Lives {
        private final EngineFixture berth = new EngineFixture();

        @Test
        void aSessionGoesFromCreatingToIdleToBusyToItsEnd() {
            CompletableFuture<StartOutcome> answer = berth.engine().startSession(FIVE);
            assertThat(answer).isNotDone();
            assertThat(berth.held()).isEqualTo(5);

            berth.step();
            SessionId id = EngineFixture.startedIn(answer);
            assertThat(berth.state(id)).isEqualTo(SessionState.CREATING);
            assertThat(berth.runtime.launched()).containsExactly(id);

            berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.CREATED);
            berth.runtime.reports().ready(id);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
            berth.runtime.reports().busy(id);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.BUSY);

            CompletableFuture<Optional<SessionState>> ending = berth.engine().terminateSession(id);
            berth.step();
            assertThat(ending).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
            assertThat(berth.held()).isEqualTo(5);
            assertThat(berth.runtime.terminationsOf(id)).isEqualTo(1);

            berth.runtime.reports().ended(id);
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
            assertThat(berth.engine().terminateSession(id)).isCompletedWithValue(Optional.of(SessionState.TERMINATED));
        }

        @Test
        void theStatesOfASessionAreShownAsTheyWereEnteredFirst() {
            Instant start = Instant.ofEpochMilli(berth.time.epochMillis());
            SessionId id = EngineFixture.startedIn(stepped(berth.engine().startSession(FIVE)));
            List<Consumer<SessionId>> reports = List.of(
                    session -> berth.runtime.reports().launched(session, OpaqueBytes.EMPTY),
                    session -> berth.runtime.reports().ready(session),
                    session -> berth.runtime.reports().busy(session),
                    session -> berth.runtime.reports().ready(session));
            for (Consumer<SessionId> report : reports) {
                berth.time.advance(Duration.ofSeconds(1));
                report.accept(id);
                berth.step();
            }

            assertThat(berth.engine().sessionStates(id))
                    .containsExactly(
                            new StateEntry(SessionState.CREATING, start, null),
                            new StateEntry(SessionState.CREATED, start.plusSeconds(1), null),
                            new StateEntry(SessionState.IDLE, start.plusSeconds(2), null),
                            new StateEntry(SessionState.BUSY, start.plusSeconds(3), null),
                            new StateEntry(SessionState.IDLE, start.plusSeconds(4), null));

            berth.time.advance(Duration.ofSeconds(1));
            terminate(berth, id);
            StateEntry now = berth.engine().sessionStates(id).get(4);
            assertThat(now.state()).isEqualTo(SessionState.TERMINATING);
            assertThat(now.reason()).isNotNull();
            assertThat(berth.engine().sessionStates(id).get(2))
                    .isEqualTo(new StateEntry(SessionState.IDLE, start.plusSeconds(2), null));
            assertThat(berth.engine().sessionStates(new SessionId(1, 1))).isEmpty();
        }

        private <T> CompletableFuture<T> stepped(CompletableFuture<T> answer) {
            berth.step();
            return answer;
        }

        @Test
        void theRuntimeIsToldAllAboutTheSession() {
            OpaqueBytes attributes = OpaqueBytes.ofUtf8("{}");
            WorkGroup group = berth.engine().workGroup("team").orElseThrow();
            OpaqueBytes groupAttributes = OpaqueBytes.ofUtf8("{\"a\":1}");
            replace(berth, group, withAttributes(group, groupAttributes));
            SessionId id = berth.started(FIVE.withAttributes(attributes).withIdleTimeout(Duration.ofMinutes(3)));

            assertThat(berth.runtime.launchOf(id))
                    .isEqualTo(new dev.berth.spi.SessionRuntime.Launch(
                            id, "team", "v1", 5, Duration.ofMinutes(3), attributes, groupAttributes));
        }

        @Test
        void aSessionShowsWhenAndForHowLongItHeldWhat() {
            SessionId id = berth.idle();
            berth.pass(Duration.ofSeconds(10));

            SessionView idle = berth.view(id);
            assertThat(idle.idleSince()).isEqualTo(idle.startedAt());
            assertThat(idle.endedAt()).isNull();
            assertThat(idle.dpuMillis()).isEqualTo(5 * 10_000);

            berth.runtime.reports().failed(id, "gone");
            berth.step();
            berth.pass(Duration.ofSeconds(10));
            SessionView ended = berth.view(id);
            assertThat(ended.idleSince()).isNull();
            assertThat(ended.endedAt()).isEqualTo(ended.startedAt().plusSeconds(10));
            assertThat(ended.dpuMillis()).isEqualTo(5 * 10_000);
        }

        @Test
        void idleIsShownOnlyAfterTheLaunchIsDurable() {
            SessionId id = berth.started();
            berth.journal.hold(true);
            berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
            berth.runtime.reports().ready(id);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.CREATING);

            berth.journal.acknowledge();
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
        }

        @Test
        void aFailedLaunchEndsTheSessionWithItsReasonAndGivesBackOnce() {
            SessionId id = berth.started();
            SessionId other = berth.started();
            berth.runtime.reports().failed(id, "no image");
            berth.runtime.reports().failed(id, "no image");
            berth.runtime.reports().ended(id);
            berth.step();

            assertThat(berth.held()).isEqualTo(5);
            berth.runtime.reports().failed(other, "no image");
            berth.step();
            berth.assertEnded(id, SessionState.FAILED, Cause.LAUNCH_FAILED);
            assertThat(Objects.requireNonNull(berth.view(id).reason()).detail()).isEqualTo("no image");
        }

        @Test
        void aRuntimeThatThrowsFailsTheLaunchOnly() {
            berth.runtime.throwOn(launch -> launch.dpus() == 7);
            SessionId bad = berth.started(StartSession.in("team", 7));
            SessionId good = berth.started();

            assertThat(berth.state(bad)).isEqualTo(SessionState.FAILED);
            assertThat(Objects.requireNonNull(berth.view(bad).reason()).cause()).isEqualTo(Cause.LAUNCH_FAILED);
            assertThat(berth.state(good)).isEqualTo(SessionState.CREATING);
            assertThat(berth.held()).isEqualTo(5);
        }

        @Test
        void aRuntimeThatThrowsWhenItIsToTerminateIsOverruledByTheDeadline() {
            berth.runtime.throwOnTerminate();
            SessionId id = berth.idle();
            terminate(berth, id);
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);

            berth.pass(Duration.ofMinutes(1).plus(EngineFixture.TICK));
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
        }

        @Test
        void aSessionWhoseComputeDiesFails() {
            SessionId died = berth.idle();
            SessionId left = berth.idle();
            berth.runtime.reports().failed(died, "killed");
            berth.runtime.reports().ended(left);
            berth.step();

            berth.assertEnded(died, SessionState.FAILED, Cause.RUNTIME_FAILED);
            berth.assertEnded(left, SessionState.FAILED, Cause.RUNTIME_FAILED);
        }

        @Test
        void aSessionMayBeToldToEndWhileItIsLaunching() {
            SessionId id = berth.started();
            terminate(berth, id);
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);

            berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
            berth.runtime.reports().ready(id);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);
            berth.runtime.reports().ended(id);
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
        }

        @Test
        void aSessionIsTerminatedOnceHoweverOftenItIsAskedFor() {
            SessionId id = berth.idle();
            CompletableFuture<Optional<SessionState>> first = berth.engine().terminateSession(id);
            CompletableFuture<Optional<SessionState>> second = berth.engine().terminateSession(id);
            berth.step();

            assertThat(first).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
            assertThat(second).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
            assertThat(berth.runtime.terminationsOf(id)).isEqualTo(1);
        }

        @Test
        void nobodyKnowsASessionThatNeverWas() {
            SessionId nobody = new SessionId(1, 2);

            assertThat(berth.engine().session(nobody)).isEmpty();
            assertThat(berth.engine().terminateSession(nobody)).isCompletedWithValue(Optional.empty());
        }
    }

    @Nested
    class Deadlines {
        private final EngineFixture berth = new EngineFixture();

        @Test
        void aSessionThatIsNotReadyInTimeFailsAndItsLateComputeIsEnded() {
            SessionId silent = berth.started();
            SessionId slow = berth.started();
            berth.runtime.reports().launched(slow, OpaqueBytes.EMPTY);
            berth.pass(Duration.ofMinutes(10).minusMillis(1));
            assertThat(berth.state(silent)).isEqualTo(SessionState.CREATING);
            assertThat(berth.state(slow)).isEqualTo(SessionState.CREATED);

            berth.pass(EngineFixture.TICK);
            berth.assertEnded(silent, SessionState.FAILED, Cause.LAUNCH_DEADLINE);
            berth.assertEnded(slow, SessionState.FAILED, Cause.LAUNCH_DEADLINE);
            int toldBefore = berth.runtime.terminationsOf(silent);

            berth.runtime.reports().launched(silent, OpaqueBytes.EMPTY);
            berth.runtime.reports().ready(silent);
            berth.step();
            assertThat(berth.runtime.terminationsOf(silent)).isEqualTo(toldBefore + 1);
            berth.assertEnded(silent, SessionState.FAILED, Cause.LAUNCH_DEADLINE);
        }

        /** Nobody else knows of that compute any more. */
        @Test
        void lateComputeOfASessionThatIsForgottenIsEndedToo() {
            EngineFixture forgetful = new EngineFixture(builder -> builder.maxRetainedSessions(0));
            SessionId id = forgetful.started();
            SessionRuntime.Listener reports = forgetful.runtime.reports();
            forgetful.pass(Duration.ofMinutes(10));
            forgetful.pass(EngineFixture.TICK);
            assertThat(forgetful.engine().session(id)).isEmpty();
            int toldBefore = forgetful.runtime.terminationsOf(id);

            reports.launched(id, OpaqueBytes.EMPTY);
            forgetful.step();
            assertThat(forgetful.runtime.terminationsOf(id)).isEqualTo(toldBefore + 1);

            forgetful.crashAndRestart(builder -> builder.maxRetainedSessions(0));
            assertThat(forgetful.engine().session(id))
                    .as("what was reported of it harms no restart")
                    .isEmpty();
        }

        /** A runtime may report to any of the listeners that it was given. */
        @Test
        void aListenerTakesReportsAboutOtherSessionsToo() {
            SessionId one = berth.started();
            SessionRuntime.Listener ofOne = berth.runtime.reports();
            SessionId other = berth.started();
            ofOne.launched(other, OpaqueBytes.EMPTY);
            ofOne.ready(other);
            berth.step();
            assertThat(berth.state(other)).isEqualTo(SessionState.IDLE);
            assertThat(berth.state(one)).isEqualTo(SessionState.CREATING);
        }

        @Test
        void aRuntimeThatDoesNotEndASessionInTimeIsOverruledAndMayReportLater() {
            SessionId id = berth.idle();
            terminate(berth, id);
            berth.pass(Duration.ofMinutes(1).minusMillis(1));
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);

            berth.pass(EngineFixture.TICK);
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
            berth.runtime.reports().ended(id);
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
        }

        @Test
        void anIdleSessionIsEndedAfterItsOwnTimeout() {
            SessionId longer = berth.idle();
            SessionId id = berth.idle(FIVE.withIdleTimeout(Duration.ofMinutes(5)));
            berth.pass(Duration.ofMinutes(5).minusMillis(1));
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);

            berth.pass(EngineFixture.TICK);
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);
            assertThat(berth.runtime.terminationsOf(id)).isEqualTo(1);
            assertThat(berth.state(longer)).isEqualTo(SessionState.IDLE);
            berth.runtime.reports().ended(id);
            berth.runtime.reports().failed(longer, "");
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.IDLE_TIMEOUT);
        }

        @Test
        void workStopsTheIdleTimerAndRestStartsItAnew() {
            SessionId id = berth.idle(FIVE.withIdleTimeout(Duration.ofMinutes(5)));
            berth.pass(Duration.ofMinutes(4));
            berth.runtime.reports().busy(id);
            berth.step();
            berth.pass(Duration.ofHours(5));
            assertThat(berth.state(id)).isEqualTo(SessionState.BUSY);

            berth.runtime.reports().ready(id);
            berth.step();
            berth.pass(Duration.ofMinutes(4));
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
            berth.pass(Duration.ofMinutes(1).plus(EngineFixture.TICK));
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);
        }

        @Test
        void aDegradedSessionIsEndedAfterItsIdleTimeout() {
            SessionId id = berth.idle(FIVE.withIdleTimeout(Duration.ofMinutes(5)));
            berth.pass(Duration.ofMinutes(4));
            berth.runtime.reports().degraded(id, "lost executors");
            berth.step();
            assertThat(Objects.requireNonNull(berth.view(id).reason()).cause()).isEqualTo(Cause.DEGRADED);
            berth.pass(Duration.ofMinutes(4));
            berth.runtime.reports().ready(id);
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.DEGRADED);

            berth.pass(Duration.ofMinutes(1).plus(EngineFixture.TICK));
            assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);
            berth.runtime.reports().ended(id);
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.DEGRADED_TIMEOUT);
        }

        @Test
        void theCalendarMayJumpWithoutEndingAnything() {
            SessionId id = berth.idle(FIVE.withIdleTimeout(Duration.ofMinutes(5)));
            berth.time.jumpCalendar(Duration.ofDays(400));
            berth.step();
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
            berth.time.jumpCalendar(Duration.ofDays(-800));
            SessionId second = berth.idle();
            assertThat(berth.state(second)).isEqualTo(SessionState.IDLE);
            assertThat(berth.view(id).dpuMillis()).isNotNegative();
        }
    }

    @Nested
    class Admission {
        private final EngineFixture berth = new EngineFixture();

        @Test
        void aFullBudgetRefusesAtOnceAndIsFreeAgainAfterAnEnd() {
            SessionId id = berth.started(StartSession.in("team", 18));

            assertThat(berth.engine().startSession(FIVE))
                    .isCompletedWithValue(
                            new StartOutcome.Refused(new Refusal.BudgetFull(BudgetName.ACCOUNT, 18, 20, 5)));
            berth.runtime.reports().failed(id, "");
            berth.step();
            assertThat(berth.started()).isNotNull();
        }

        @Test
        void theNextSessionIsJournaledAfterTheEndThatMadeRoom() {
            SessionId first = berth.started(StartSession.in("team", 20));
            berth.journal.hold(true);
            berth.runtime.reports().failed(first, "");
            berth.step();
            assertThat(refusal(berth.engine().startSession(FIVE))).isInstanceOf(Refusal.BudgetFull.class);

            berth.journal.acknowledge();
            berth.step();
            assertThat(berth.engine().startSession(FIVE)).isNotDone();
        }

        @Test
        void whatIsUnknownOrNeverFitsIsToldApart() {
            assertThat(refusal(berth.engine().startSession(StartSession.in("nobody", 1))))
                    .isEqualTo(new Refusal.UnknownWorkGroup("nobody"));
            assertThat(refusal(berth.engine().startSession(StartSession.in("team", 61))))
                    .isEqualTo(new Refusal.ExceedsSessionCeiling(60, 61));
            assertThat(refusal(berth.engine().startSession(StartSession.in("team", 21))))
                    .isEqualTo(new Refusal.ExceedsBudget(BudgetName.ACCOUNT, 20, 21));
            create(berth, CreateWorkGroup.named("old", "v0"));
            assertThat(refusal(berth.engine().startSession(StartSession.in("old", 1))))
                    .isEqualTo(new Refusal.NoRuntime("v0"));
        }

        @Test
        void anExclusiveKeyIsHeldByOneLiveSession() {
            StartSession request = FIVE.withExclusiveKey("notebook");
            SessionId id = berth.started(request);
            assertThat(refusal(berth.engine().startSession(request)))
                    .isEqualTo(new Refusal.ExclusiveKeyTaken("notebook"));
            assertThat(berth.started(FIVE.withExclusiveKey("other"))).isNotNull();

            terminate(berth, id);
            assertThat(refusal(berth.engine().startSession(request))).isInstanceOf(Refusal.ExclusiveKeyTaken.class);
            berth.runtime.reports().ended(id);
            berth.step();
            assertThat(berth.started(request)).isNotNull();
        }

        @Test
        void aRefusedStartLeavesItsKeyAndItsTokenFree() {
            SessionId first = berth.started(StartSession.in("team", 20));
            StartSession request = FIVE.withExclusiveKey("notebook").withToken(TOKEN);
            assertThat(refusal(berth.engine().startSession(request))).isInstanceOf(Refusal.BudgetFull.class);
            assertThat(berth.engine().findStart(request)).isEmpty();

            berth.runtime.reports().failed(first, "");
            berth.step();
            assertThat(berth.started(request)).isNotNull();
        }

        @Test
        void whatRefusesEverySessionRefusesNoRepetition() {
            EngineFixture small = new EngineFixture(builder -> builder.maxQueuedChanges(1));
            StartSession live = FIVE.withToken(TOKEN);
            StartSession ended = FIVE.withToken(new RequestToken("of an ended one"));
            StartSession inFlight = FIVE.withToken(new RequestToken("in flight"));
            SessionId liveId = small.started(live);
            SessionId endedId = small.started(ended);
            small.runtime.reports().failed(endedId, "");
            small.step();
            CompletableFuture<StartOutcome> first = small.engine().startSession(inFlight);
            small.journal.fill(true);

            for (Refusal every : List.of(new Refusal.Overloaded(1), new Refusal.NoRoom())) {
                StartSession fresh = FIVE.withToken(new RequestToken("new"));
                CompletableFuture<StartOutcome> repeated = small.engine().startSession(inFlight);
                assertThat(refusal(small.engine().startSession(fresh))).isEqualTo(every);
                assertThat(small.engine().findStart(fresh)).isEmpty();
                assertThat(small.engine().startSession(live)).isCompletedWithValue(new StartOutcome.Replayed(liveId));
                assertThat(small.engine().startSession(ended)).isCompletedWithValue(new StartOutcome.Replayed(endedId));
                assertThat(refusal(small.engine().startSession(live.withExclusiveKey("changed"))))
                        .isEqualTo(new Refusal.TokenReused(TOKEN));
                small.step();
                assertThat(repeated).isCompletedWithValue(new StartOutcome.Replayed(EngineFixture.startedIn(first)));
            }
            small.journal.fill(false);
            assertThat(small.started(FIVE.withToken(new RequestToken("new")))).isNotNull();
        }

        @Test
        void aFullQueueRefusesNewWorkButNoEnds() {
            EngineFixture small =
                    new EngineFixture(builder -> builder.maxQueuedChanges(2).maxBatchChanges(1));
            SessionId id = small.idle();
            CompletableFuture<StartOutcome> queued = small.engine().startSession(StartSession.in("team", 1));
            List<CompletableFuture<Optional<SessionState>>> terminations = new ArrayList<>();
            terminations.add(small.engine().terminateSession(id));

            assertThat(refusal(small.engine().startSession(FIVE))).isEqualTo(new Refusal.Overloaded(2));
            assertThat(small.engine().createWorkGroup(CreateWorkGroup.named("more", "v1")))
                    .isCompletedWithValue(CreateWorkGroupOutcome.OVERLOADED);
            assertThat(small.engine().deleteWorkGroup("team", true))
                    .isCompletedWithValue(DeleteWorkGroupOutcome.OVERLOADED);
            terminations.add(small.engine().terminateSession(id));
            small.runtime.reports().ended(id);
            small.step();

            assertThat(EngineFixture.startedIn(queued)).isNotNull();
            assertThat(terminations).allSatisfy(each -> assertThat(each.join()).isPresent());
            assertThat(small.state(id)).isEqualTo(SessionState.TERMINATED);
            assertThat(small.held()).isEqualTo(1);
            assertThat(small.started(StartSession.in("team", 1))).isNotNull();
        }

        @Test
        void noMoreSessionsAreLiveThanAreKept() {
            EngineFixture small = new EngineFixture(builder -> builder.maxSessions(2));
            SessionId id = small.started(StartSession.in("team", 1));
            small.started(StartSession.in("team", 1));

            assertThat(refusal(small.engine().startSession(StartSession.in("team", 1))))
                    .isEqualTo(new Refusal.TooManySessions(2));
            small.runtime.reports().failed(id, "");
            small.step();
            assertThat(small.started(StartSession.in("team", 1))).isNotNull();
        }

        @Test
        void resizesTakeEffectWhileInUse() {
            berth.started(StartSession.in("team", 15));
            BudgetName team = BudgetName.ofWorkGroup("team");

            CompletableFuture<Optional<BudgetView>> answer = berth.engine().resizeBudget(team, OptionalInt.of(10));
            berth.step();
            assertThat(answer).isCompletedWithValue(Optional.of(new BudgetView(team, OptionalInt.of(10), 15)));
            assertThat(refusal(berth.engine().startSession(StartSession.in("team", 1))))
                    .isEqualTo(new Refusal.BudgetFull(team, 15, 10, 1));

            answer = berth.engine().resizeBudget(team, OptionalInt.empty());
            berth.step();
            assertThat(answer).isCompletedWithValue(Optional.of(new BudgetView(team, OptionalInt.empty(), 15)));
            answer = berth.engine().resizeBudget(BudgetName.ACCOUNT, OptionalInt.of(16));
            berth.step();
            assertThat(answer)
                    .isCompletedWithValue(Optional.of(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(16), 15)));
            assertThat(berth.started(StartSession.in("team", 1))).isNotNull();

            assertThat(berth.engine().resizeBudget(BudgetName.ofWorkGroup("nobody"), OptionalInt.of(1)))
                    .isCompletedWithValue(Optional.empty());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> berth.engine().resizeBudget(team, OptionalInt.of(-1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> berth.engine().resizeBudget(BudgetName.ACCOUNT, OptionalInt.empty()));
        }
    }

    @Nested
    class Tokens {
        private final EngineFixture berth = new EngineFixture();
        private final StartSession request = FIVE.withToken(TOKEN);

        @Test
        void duplicatesInFlightShareTheAnswer() {
            CompletableFuture<StartOutcome> first = berth.engine().startSession(request);
            CompletableFuture<StartOutcome> second = berth.engine().startSession(request);
            CompletableFuture<StartOutcome> other =
                    berth.engine().startSession(StartSession.in("team", 6).withToken(TOKEN));

            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            assertThat(refusal(other)).isEqualTo(new Refusal.TokenReused(TOKEN));
            assertThat(berth.held()).isEqualTo(5);

            berth.step();
            assertThat(second).isCompletedWithValue(new StartOutcome.Replayed(EngineFixture.startedIn(first)));
            assertThat(berth.runtime.launched()).hasSize(1);
        }

        @Test
        void aTokenIsKeptThoughTheLaunchFailed() {
            SessionId id = berth.started(request);
            berth.runtime.reports().failed(id, "no image");
            berth.step();

            assertThat(berth.engine().startSession(request)).isCompletedWithValue(new StartOutcome.Replayed(id));
            assertThat(berth.engine().findStart(request).orElseThrow())
                    .isCompletedWithValue(new StartOutcome.Replayed(id));
            assertThat(refusal(berth.engine().startSession(request.withExclusiveKey("x"))))
                    .isEqualTo(new Refusal.TokenReused(TOKEN));
            berth.assertNothingHeld();
        }

        @Test
        void aTokenIsForgottenSomeTimeAfterTheEndAndNotBefore() {
            SessionId id = berth.started(request);
            berth.pass(Duration.ofDays(3));
            berth.assertEnded(id, SessionState.FAILED, Cause.LAUNCH_DEADLINE);
            assertThat(berth.engine().snapshot().tokens()).isEqualTo(1);

            berth.pass(Duration.ofHours(24).minusNanos(1));
            assertThat(berth.engine().startSession(request)).isCompletedWithValue(new StartOutcome.Replayed(id));
            assertThat(berth.engine().snapshot().oldestTokenMillis())
                    .isEqualTo(Duration.ofHours(24).toMillis() - 1);

            berth.pass(Duration.ofNanos(1));
            assertThat(berth.engine().findStart(request)).isEmpty();
            assertThat(berth.engine().session(id)).isEmpty();
            assertThat(berth.started(request)).isNotEqualTo(id);
        }

        @Test
        void aTokenMayBeRequired() {
            EngineFixture strict = new EngineFixture(builder -> builder.tokenRequired(true));

            assertThat(refusal(strict.engine().startSession(FIVE))).isEqualTo(new Refusal.TokenMissing());
            assertThat(strict.started(request)).isNotNull();
        }

        @Test
        void findingStartsNothing() {
            assertThat(berth.engine().findStart(request)).isEmpty();
            assertThat(berth.engine().findStart(FIVE)).isEmpty();
            assertThat(berth.started(request)).isNotNull();
            assertThat(berth.held()).isEqualTo(5);
        }
    }

    @Nested
    class WorkGroups {
        private final EngineFixture berth = new EngineFixture(builder -> builder.maxWorkGroups(2));

        @Test
        void aWorkGroupIsThereOnceItIsJournaled() {
            CompletableFuture<CreateWorkGroupOutcome> answer = berth.engine()
                    .createWorkGroup(CreateWorkGroup.named("new", "v1").withLimitDpus(4));
            assertThat(berth.engine().workGroup("new")).isEmpty();
            assertThat(berth.engine().createWorkGroup(CreateWorkGroup.named("new", "v1")))
                    .isCompletedWithValue(CreateWorkGroupOutcome.NAME_TAKEN);
            assertThat(berth.engine().createWorkGroup(CreateWorkGroup.named("third", "v1")))
                    .isCompletedWithValue(CreateWorkGroupOutcome.TOO_MANY);

            berth.step();
            assertThat(answer).isCompletedWithValue(CreateWorkGroupOutcome.CREATED);
            assertThat(berth.engine().workGroup("new"))
                    .map(WorkGroup::engineVersion)
                    .contains("v1");
            assertThat(berth.engine().workGroups(null, 10))
                    .extracting(WorkGroup::name)
                    .containsExactly("new", "team");
            assertThat(berth.engine().workGroups("new", 10))
                    .extracting(WorkGroup::name)
                    .containsExactly("team");
            assertThat(berth.engine().workGroups(null, 1)).hasSize(1);
            assertThat(berth.engine().budgets())
                    .extracting(each -> each.name().toString())
                    .containsExactly("account", "workgroup/new", "workgroup/team");
            assertThat(refusal(berth.engine().startSession(StartSession.in("new", 5))))
                    .isInstanceOf(Refusal.ExceedsBudget.class);
        }

        @Test
        void aChangeOfAWorkGroupIsThereOnceItIsJournaled() {
            WorkGroup seen = team(berth);
            WorkGroup changed = new WorkGroup(
                    "team",
                    "v1",
                    seen.createdAt(),
                    false,
                    OptionalInt.of(3),
                    OpaqueBytes.ofUtf8("attributes"),
                    OpaqueBytes.ofUtf8("tags"));
            CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceWorkGroup(seen, changed);
            assertThat(answer).isNotDone();
            assertThat(team(berth)).isEqualTo(seen);

            berth.step();
            assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(team(berth)).isEqualTo(changed);
        }

        @Test
        void aWorkGroupIsReplacedOnlyAsItWasSeenAndOnceAtATime() {
            WorkGroup seen = team(berth);
            WorkGroup first = seen.withTags(OpaqueBytes.ofUtf8("first"));
            WorkGroup second = seen.withTags(OpaqueBytes.ofUtf8("second"));
            CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceWorkGroup(seen, first);
            CompletableFuture<ReplaceOutcome> late = berth.engine().replaceWorkGroup(seen, second);
            assertThat(late).as("a change is under way").isNotDone();
            assertThat(berth.engine().deleteWorkGroup("team", true))
                    .isCompletedWithValue(DeleteWorkGroupOutcome.CHANGE_PENDING);
            berth.step();

            assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(late).as("told once there is something to see").isCompletedWithValue(ReplaceOutcome.STALE);
            assertThat(berth.engine().replaceWorkGroup(seen, second)).isCompletedWithValue(ReplaceOutcome.STALE);
            replace(berth, first, second);
            assertThat(team(berth)).isEqualTo(second);
        }

        @Test
        void aWorkGroupThatIsGoneOrGoingIsNotReplaced() {
            WorkGroup seen = team(berth);
            CompletableFuture<DeleteWorkGroupOutcome> deletion = berth.engine().deleteWorkGroup("team", false);
            CompletableFuture<ReplaceOutcome> late = berth.engine().replaceWorkGroup(seen, seen);
            berth.step();
            assertThat(late).isCompletedWithValue(ReplaceOutcome.STALE);
            assertThat(deletion).isCompletedWithValue(DeleteWorkGroupOutcome.DELETED);
            assertThat(berth.engine().replaceWorkGroup(seen, seen)).isCompletedWithValue(ReplaceOutcome.NOT_FOUND);

            berth.time.advance(Duration.ofMillis(1));
            create(berth, CreateWorkGroup.named("team", "v1"));
            assertThat(berth.engine().replaceWorkGroup(seen, seen))
                    .as("another one of that name")
                    .isCompletedWithValue(ReplaceOutcome.STALE);
        }

        @Test
        void nameVersionAndBirthOfAWorkGroupStay() {
            WorkGroup seen = team(berth);
            for (WorkGroup changed : List.of(
                    identity("other", "v1", seen.createdAt()),
                    identity("team", "v2", seen.createdAt()),
                    identity("team", "v1", seen.createdAt().plusMillis(1)))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> berth.engine().replaceWorkGroup(seen, changed))
                        .withMessageContaining("must stay");
            }
        }

        @Test
        void aDisabledWorkGroupAdmitsNothingAndItsSessionsGoOn() {
            SessionId id = berth.idle(FIVE.withToken(TOKEN));
            WorkGroup enabled = team(berth);
            replace(berth, enabled, enabled.withEnabled(false));

            assertThat(refusal(berth.engine().startSession(FIVE))).isEqualTo(new Refusal.WorkGroupDisabled("team"));
            assertThat(berth.state(id)).isEqualTo(SessionState.IDLE);
            assertThat(berth.engine().startSession(FIVE.withToken(TOKEN)))
                    .isCompletedWithValue(new StartOutcome.Replayed(id));
            replace(berth, enabled.withEnabled(false), enabled);
            assertThat(berth.started()).isNotNull();
        }

        @Test
        void whetherItIsDisabledComesBeforeWhoServesIt() {
            create(berth, CreateWorkGroup.named("old", "v0"));
            WorkGroup old = berth.engine().workGroup("old").orElseThrow();
            replace(berth, old, old.withEnabled(false));

            assertThat(refusal(berth.engine().startSession(StartSession.in("old", 1))))
                    .isEqualTo(new Refusal.WorkGroupDisabled("old"));
        }

        @Test
        void aStartThatNamesNoDpusTakesThoseOfItsWorkGroup() {
            EngineFixture small = new EngineFixture(builder -> builder.defaultSessionDpus(2));
            create(small, CreateWorkGroup.named("own", "v1").withSessionDpus(3));
            SessionId byScheduler = small.started(StartSession.in("team"));
            SessionId byGroup = small.started(StartSession.in("own"));
            SessionId byItself = small.started(StartSession.in("own", 4));

            assertThat(small.view(byScheduler).dpus()).isEqualTo(2);
            assertThat(small.view(byGroup).dpus()).isEqualTo(3);
            assertThat(small.view(byItself).dpus()).isEqualTo(4);
            assertThat(small.held()).isEqualTo(9);
            small.runtime.reports().failed(byGroup, "");
            small.step();
            assertThat(small.held()).isEqualTo(6);
        }

        @Test
        void aTokenComparesWhatWasAskedAndNotWhatItCameTo() {
            StartSession open = StartSession.in("team").withToken(TOKEN);
            EngineFixture small = new EngineFixture(builder -> builder.defaultSessionDpus(5));
            SessionId id = small.started(open);
            WorkGroup group = team(small);
            replace(
                    small,
                    group,
                    new WorkGroup(
                            "team",
                            "v1",
                            group.createdAt(),
                            true,
                            OptionalInt.of(7),
                            OpaqueBytes.EMPTY,
                            OpaqueBytes.EMPTY));

            assertThat(small.engine().startSession(open)).isCompletedWithValue(new StartOutcome.Replayed(id));
            assertThat(refusal(small.engine().startSession(FIVE.withToken(TOKEN))))
                    .isEqualTo(new Refusal.TokenReused(TOKEN));
            small.runtime.reports().failed(id, "");
            small.step();
            assertThat(small.engine().startSession(open)).isCompletedWithValue(new StartOutcome.Replayed(id));
            assertThat(refusal(small.engine().startSession(FIVE.withToken(TOKEN))))
                    .isEqualTo(new Refusal.TokenReused(TOKEN));
        }

        @Test
        void aSessionKeepsItsWorkGroupAsItWasAtItsStart() {
            WorkGroup before = team(berth);
            SessionId old = berth.started();
            WorkGroup after = withAttributes(before, OpaqueBytes.ofUtf8("after"));
            replace(berth, before, after);
            SessionId young = berth.started();

            assertThat(berth.view(old).workGroupAtStart()).isEqualTo(before);
            assertThat(berth.view(young).workGroupAtStart())
                    .isSameAs(team(berth))
                    .isEqualTo(after);
        }

        @Test
        void aStartBehindAChangeIsBoundToWhatItWasAdmittedUnder() {
            WorkGroup before = team(berth);
            WorkGroup after = new WorkGroup(
                    before.name(),
                    before.engineVersion(),
                    before.createdAt(),
                    false,
                    OptionalInt.of(7),
                    OpaqueBytes.ofUtf8("after"),
                    OpaqueBytes.EMPTY);
            CompletableFuture<ReplaceOutcome> change = berth.engine().replaceWorkGroup(before, after);
            SessionId id = berth.started(StartSession.in("team"));

            assertThat(change).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(team(berth)).isEqualTo(after);
            assertThat(berth.view(id).workGroupAtStart()).isEqualTo(before);
            assertThat(berth.view(id).dpus()).isEqualTo(20);

            berth.crashAndRestart();
            assertThat(berth.view(id).workGroupAtStart()).isEqualTo(before);
            assertThat(team(berth)).isEqualTo(after);
        }

        @Test
        void anEmptyWorkGroupIsDeletedAndItsNameIsFree() {
            CompletableFuture<DeleteWorkGroupOutcome> answer = berth.engine().deleteWorkGroup("team", false);
            assertThat(refusal(berth.engine().startSession(FIVE))).isEqualTo(new Refusal.WorkGroupClosing("team"));
            assertThat(berth.engine().deleteWorkGroup("team", false))
                    .isCompletedWithValue(DeleteWorkGroupOutcome.CHANGE_PENDING);
            berth.step();

            assertThat(answer).isCompletedWithValue(DeleteWorkGroupOutcome.DELETED);
            assertThat(berth.engine().workGroup("team")).isEmpty();
            assertThat(refusal(berth.engine().startSession(FIVE))).isEqualTo(new Refusal.UnknownWorkGroup("team"));
            assertThat(berth.engine().deleteWorkGroup("team", true))
                    .isCompletedWithValue(DeleteWorkGroupOutcome.NOT_FOUND);
            create(berth, CreateWorkGroup.named("team", "v1"));
            assertThat(berth.started()).isNotNull();
        }

        @Test
        void aWorkGroupWithLiveSessionsIsNotDeleted() {
            berth.started();

            assertThat(berth.engine().deleteWorkGroup("team", false))
                    .isCompletedWithValue(DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS);
            assertThat(berth.started()).isNotNull();
        }

        @Test
        void aDeletionWaitsForStartsInFlightAndIsThenCalledOff() {
            berth.journal.hold(true);
            CompletableFuture<StartOutcome> start = berth.engine().startSession(FIVE);
            berth.step();
            CompletableFuture<DeleteWorkGroupOutcome> deletion = berth.engine().deleteWorkGroup("team", false);
            berth.step();
            assertThat(deletion).isNotDone();
            assertThat(refusal(berth.engine().startSession(FIVE))).isInstanceOf(Refusal.WorkGroupClosing.class);

            berth.journal.hold(false);
            berth.journal.acknowledge();
            berth.step();
            assertThat(EngineFixture.startedIn(start)).isNotNull();
            assertThat(deletion).isCompletedWithValue(DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS);
            assertThat(berth.started()).isNotNull();
        }

        @Test
        void aDeletionTerminatesTheStartsInFlightToo() {
            SessionId live = berth.idle();
            CompletableFuture<StartOutcome> start = berth.engine().startSession(FIVE);
            CompletableFuture<DeleteWorkGroupOutcome> deletion = berth.engine().deleteWorkGroup("team", true);
            berth.step();

            SessionId started = EngineFixture.startedIn(start);
            assertThat(deletion).isCompletedWithValue(DeleteWorkGroupOutcome.DELETED);
            for (SessionId id : List.of(live, started)) {
                assertThat(berth.state(id)).isEqualTo(SessionState.TERMINATING);
                assertThat(berth.runtime.terminationsOf(id)).isEqualTo(1);
            }
            assertThat(berth.held()).isEqualTo(10);
            berth.runtime.reports().ended(live);
            berth.runtime.reports().ended(started);
            berth.step();
            berth.assertEnded(live, SessionState.TERMINATED, Cause.WORK_GROUP_DELETED);
            berth.assertEnded(started, SessionState.TERMINATED, Cause.WORK_GROUP_DELETED);
        }

        @Test
        void sessionsAreListedNewestFirstInPages() {
            List<SessionId> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(0, berth.started(StartSession.in("team", 1)));
                berth.time.advance(Duration.ofMillis(1));
            }
            berth.runtime.reports().failed(ids.get(1), "");
            berth.step();

            SessionPage first = berth.engine()
                    .sessions(new SessionQuery("team", null, null, 2))
                    .orElseThrow();
            assertThat(first.sessions()).extracting(SessionView::id).containsExactly(ids.get(0), ids.get(2));
            assertThat(first.hasMore()).isTrue();
            SessionPage rest = berth.engine()
                    .sessions(new SessionQuery("team", null, ids.get(2), 2))
                    .orElseThrow();
            assertThat(rest.sessions()).extracting(SessionView::id).containsExactly(ids.get(3), ids.get(4));
            assertThat(rest.hasMore()).isFalse();
            SessionPage failed = berth.engine()
                    .sessions(new SessionQuery("team", SessionState.FAILED, null, 10))
                    .orElseThrow();
            assertThat(failed.sessions()).extracting(SessionView::id).containsExactly(ids.get(1));
            assertThat(berth.engine().sessions(new SessionQuery("nobody", null, null, 1)))
                    .isEmpty();
        }
    }

    @Nested
    class SessionTags {
        private final EngineFixture berth = new EngineFixture();
        private final OpaqueBytes first = OpaqueBytes.ofUtf8("first");
        private final OpaqueBytes second = OpaqueBytes.ofUtf8("second");

        @Test
        void tagsAreAbsentUntilTheyAreReplacedAndThereOnceTheyAreJournaled() {
            SessionId id = berth.started();
            assertThat(berth.view(id).tags()).isNull();
            CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceTags(id, null, first);
            assertThat(answer).isNotDone();
            assertThat(berth.view(id).tags()).isNull();

            berth.step();
            assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(berth.view(id).tags()).isEqualTo(first);
        }

        @Test
        void tagsAreReplacedOnlyAsTheyWereSeenAndOnceAtATime() {
            SessionId id = berth.started();
            assertThat(berth.engine().replaceTags(id, first, second)).isCompletedWithValue(ReplaceOutcome.STALE);
            CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceTags(id, null, first);
            CompletableFuture<ReplaceOutcome> late = berth.engine().replaceTags(id, null, second);
            assertThat(late).as("a change is under way").isNotDone();
            berth.step();

            assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(late).as("told once there is something to see").isCompletedWithValue(ReplaceOutcome.STALE);
            assertThat(berth.engine().replaceTags(id, null, second)).isCompletedWithValue(ReplaceOutcome.STALE);
            tag(berth, id, first, second);
            assertThat(berth.view(id).tags()).isEqualTo(second);
        }

        @Test
        void aChangeOfTagsClaimsNeitherTheEndNorTheLaunch() {
            SessionId id = berth.started();
            CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceTags(id, null, first);
            CompletableFuture<Optional<SessionState>> ending = berth.engine().terminateSession(id);
            berth.runtime.reports().launched(id, OpaqueBytes.EMPTY);
            berth.runtime.reports().ended(id);
            berth.step();

            assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(ending).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
            berth.assertEnded(id, SessionState.TERMINATED, Cause.REQUESTED);
            assertThat(berth.engine().terminateSession(id)).isCompletedWithValue(Optional.of(SessionState.TERMINATED));
        }

        @Test
        void aSessionThatHasEndedIsTaggedAsLongAsItIsKnown() {
            SessionId id = berth.started();
            berth.runtime.reports().failed(id, "");
            berth.step();
            tag(berth, id, null, first);
            assertThat(berth.view(id).tags()).isEqualTo(first);

            berth.pass(Duration.ofHours(25));
            assertThat(berth.engine().replaceTags(id, first, second)).isCompletedWithValue(ReplaceOutcome.NOT_FOUND);
        }

        @Test
        void tagsOfEndedSessionsCountAmongWhatIsKept() {
            EngineFixture small = new EngineFixture(builder -> builder.maxRetainedAttributeBytes(10));
            SessionId older = small.started();
            SessionId younger = small.started();
            tag(small, older, null, first);
            for (SessionId id : List.of(older, younger)) {
                small.runtime.reports().failed(id, "");
            }
            small.step();
            assertThat(small.engine().session(older)).isPresent();

            tag(small, younger, null, second);
            assertThat(small.engine().session(older)).isEmpty();
            assertThat(small.engine().session(younger)).isPresent();
            tag(small, younger, second, OpaqueBytes.EMPTY);
            assertThat(small.engine().session(younger)).isPresent();
        }

        @Test
        void aFullQueueRefusesChangesOfTagsAndWorkGroups() {
            EngineFixture small = new EngineFixture(builder -> builder.maxQueuedChanges(1));
            SessionId id = small.started();
            CompletableFuture<StartOutcome> queued = small.engine().startSession(StartSession.in("team", 1));
            WorkGroup group = team(small);

            assertThat(small.engine().replaceTags(id, null, first)).isCompletedWithValue(ReplaceOutcome.OVERLOADED);
            assertThat(small.engine().replaceWorkGroup(group, group)).isCompletedWithValue(ReplaceOutcome.OVERLOADED);
            small.step();
            assertThat(queued).isDone();
            tag(small, id, null, first);
            replace(small, group, group);
        }
    }

    @Nested
    class Callers {
        @Test
        void aLaneGetsTheAnswersOfABatchInOneTask() {
            EngineFixture berth = new EngineFixture();
            List<Runnable> tasks = new ArrayList<>();
            SessionScheduler lane = berth.engine().completingOn(tasks::add);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(lane.startSession(StartSession.in("team", 1)));
            }
            answers.add(lane.createWorkGroup(CreateWorkGroup.named("new", "v1")));
            answers.add(lane.resizeBudget(BudgetName.ACCOUNT, OptionalInt.of(30)));
            berth.step();

            assertThat(tasks).hasSize(1);
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            tasks.get(0).run();
            assertThat(answers).allMatch(CompletableFuture::isDone);
        }

        @Test
        void refusalsDoNotWaitForTheLane() {
            EngineFixture berth = new EngineFixture();
            SessionScheduler lane = berth.engine().completingOn(task -> {
                throw new AssertionError("nothing to deliver");
            });

            assertThat(refusal(lane.startSession(StartSession.in("nobody", 1)))).isNotNull();
        }

        @Test
        void aListenerHearsOfEveryChangeInOrder() {
            List<String> heard = new ArrayList<>();
            EngineFixture berth = new EngineFixture(
                    builder -> builder.listener(change -> heard.add(change.dpus() + " " + change.state())));
            SessionId id = berth.idle();
            berth.runtime.reports().busy(id);
            berth.runtime.reports().ready(id);
            berth.runtime.reports().ready(id);
            terminate(berth, id);
            berth.runtime.reports().ended(id);
            berth.step();

            assertThat(heard)
                    .containsExactly(
                            "5 CREATING", "5 CREATED", "5 IDLE", "5 BUSY", "5 IDLE", "5 TERMINATING", "5 TERMINATED");
        }

        @Test
        void aListenerThatThrowsHearsTheNextChange() {
            List<SessionState> heard = new ArrayList<>();
            EngineFixture berth = new EngineFixture(builder -> builder.listener(change -> {
                heard.add(change.state());
                throw new IllegalStateException("listener");
            }));
            berth.idle();

            assertThat(heard).containsExactly(SessionState.CREATING, SessionState.CREATED, SessionState.IDLE);
        }

        @Test
        void aListenerThatIsBehindIsToldHowMuchItMissed() {
            List<Object> heard = new ArrayList<>();
            SessionListener listener = new SessionListener() {
                @Override
                public void sessionChanged(SessionChange change) {
                    heard.add(change.dpus());
                }

                @Override
                public void changesMissed(long count) {
                    heard.add("missed " + count);
                }
            };
            EngineFixture berth = new EngineFixture(
                    builder -> builder.listener(listener).listenerCapacity(4).accountDpus(100));
            List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
            for (int dpus = 1; dpus <= 7; dpus++) {
                answers.add(berth.engine().startSession(StartSession.in("team", dpus)));
            }
            berth.step();
            berth.started(StartSession.in("team", 8));

            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(heard).containsExactly(1, 2, 3, 4, "missed 3", 8);
        }
    }

    @Nested
    class Failures {
        private final EngineFixture berth = new EngineFixture();
        private final StartSession request = FIVE.withToken(TOKEN);

        @Test
        void nothingIsKnownOfWhatAFailedBatchHeld() {
            SessionId before = berth.idle();
            berth.journal.hold(true);
            CompletableFuture<StartOutcome> first = berth.engine().startSession(request);
            CompletableFuture<StartOutcome> duplicate = berth.engine().startSession(request);
            berth.step();
            CompletableFuture<Optional<SessionState>> queued = berth.engine().terminateSession(before);
            CompletableFuture<ReplaceOutcome> tagging = berth.engine().replaceTags(before, null, OpaqueBytes.EMPTY);
            CompletableFuture<ReplaceOutcome> change = berth.engine().replaceWorkGroup(team(berth), team(berth));
            IOException fault = new IOException("disk");
            berth.journal.fail(fault);
            berth.step();

            for (CompletableFuture<?> answer : List.of(first, duplicate)) {
                assertThat(fault(answer).code()).isEqualTo(ErrorCode.JOURNAL_FAILED);
                assertThat(fault(answer)).hasCause(fault);
            }
            for (CompletableFuture<?> answer : List.of(queued, tagging, change)) {
                assertThat(fault(answer).code()).as("was never written").isEqualTo(ErrorCode.STOPPED);
                assertThat(fault(answer)).hasRootCause(fault);
            }
            assertThat(berth.held()).as("nothing is freed").isEqualTo(10);
            assertThat(berth.runtime.launched()).containsExactly(before);
            assertThat(berth.failures).hasSize(1);
            assertThat(berth.engine().snapshot().failed()).isTrue();
        }

        @Test
        void afterAFailureReadsAnswerAndChangesFail() {
            SessionId before = berth.idle();
            failJournal();

            assertThat(berth.view(before).state()).isEqualTo(SessionState.IDLE);
            assertThat(berth.engine().workGroup("team")).isPresent();
            assertThat(berth.engine().sessions(new SessionQuery("team", null, null, 5)))
                    .isPresent();
            assertThat(fault(berth.engine().startSession(FIVE)).code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().startSession(request)).code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().findStart(request).orElseThrow()).code())
                    .as("of the one that was in flight")
                    .isEqualTo(ErrorCode.JOURNAL_FAILED);
            assertThat(fault(berth.engine().terminateSession(before)).code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().createWorkGroup(CreateWorkGroup.named("x", "v1")))
                            .code())
                    .isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().deleteWorkGroup("team", true)).code())
                    .isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().replaceWorkGroup(team(berth), team(berth)))
                            .code())
                    .isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().replaceTags(before, null, OpaqueBytes.EMPTY))
                            .code())
                    .isEqualTo(ErrorCode.STOPPED);
            assertThat(fault(berth.engine().resizeBudget(BudgetName.ACCOUNT, OptionalInt.of(1)))
                            .code())
                    .isEqualTo(ErrorCode.STOPPED);

            int appended = berth.journal.sequences().size();
            berth.runtime.reports().failed(before, "later");
            berth.pass(Duration.ofDays(1));
            assertThat(berth.journal.sequences()).hasSize(appended);
            assertThat(berth.state(before)).isEqualTo(SessionState.IDLE);
            assertThat(berth.failures).as("told once").hasSize(1);
        }

        @Test
        void aJournalThatThrowsHasFailed() {
            berth.journal.throwOnAppend(new IllegalStateException("no disk"));
            CompletableFuture<StartOutcome> answer = berth.engine().startSession(request);
            berth.step();

            assertThat(fault(answer).code()).isEqualTo(ErrorCode.JOURNAL_FAILED);
            assertThat(berth.failures).hasSize(1);
        }

        @Test
        void closingAnswersWhatIsQueuedAndWhatComesLate() {
            SessionId before = berth.idle();
            CompletableFuture<StartOutcome> queued = berth.engine().startSession(request);
            CompletableFuture<Optional<SessionState>> ending = berth.engine().terminateSession(before);
            berth.engine().close();
            berth.engine().close();

            assertThat(fault(queued).code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(fault(ending).code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(fault(berth.engine().startSession(FIVE)).code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(fault(berth.engine().deleteWorkGroup("team", true)).code())
                    .isEqualTo(ErrorCode.CLOSED);
            assertThat(berth.state(before)).isEqualTo(SessionState.IDLE);
            assertThat(berth.journal.isClosed()).isTrue();
            assertThat(berth.failures).isEmpty();
        }

        private void failJournal() {
            berth.journal.hold(true);
            CompletableFuture<StartOutcome> answer = berth.engine().startSession(request);
            berth.step();
            berth.journal.fail(new IOException("disk"));
            berth.step();
            assertThat(answer).isCompletedExceptionally();
        }
    }

    @Nested
    class Recoveries {
        private final EngineFixture berth = new EngineFixture();

        @Test
        void aJournalThatStartsASessionTwiceIsNotBelieved() {
            SessionId id = berth.started();
            berth.journal.write(List.of(new Fact.SessionStarted(id, 1, 5, FIVE, null)));
            assertThatIllegalStateException()
                    .isThrownBy(berth::crashAndRestart)
                    .withMessageContaining("two sessions have the id " + id);
        }

        @Test
        void everySessionGoesOnWhereTheJournalLeftIt() {
            SessionId unlaunched = berth.started();
            SessionId idle = berth.idle();
            SessionId terminating = berth.idle();
            terminate(berth, terminating);
            SessionId failed = berth.started();
            berth.runtime.reports().failed(failed, "no image");
            berth.step();
            berth.crashAndRestart();

            assertThat(berth.state(unlaunched)).isEqualTo(SessionState.CREATING);
            assertThat(berth.state(idle)).isEqualTo(SessionState.CREATED);
            assertThat(berth.state(terminating)).isEqualTo(SessionState.TERMINATING);
            assertThat(berth.state(failed)).isEqualTo(SessionState.FAILED);
            assertThat(Objects.requireNonNull(berth.view(failed).reason()).detail())
                    .isEqualTo("no image");
            assertThat(berth.runtime.launched()).containsExactly(unlaunched);
            assertThat(berth.runtime.attached())
                    .containsOnlyKeys(idle)
                    .containsValue(OpaqueBytes.ofUtf8("handle of " + idle));
            assertThat(berth.runtime.terminationsOf(terminating)).isEqualTo(1);
            assertThat(berth.held()).isEqualTo(15);

            berth.runtime.reports().ready(idle);
            berth.runtime.reports().ended(terminating);
            berth.runtime.reports().launched(unlaunched, OpaqueBytes.EMPTY);
            berth.step();
            assertThat(berth.state(idle)).isEqualTo(SessionState.IDLE);
            assertThat(berth.state(unlaunched)).isEqualTo(SessionState.CREATED);
            assertThat(berth.state(terminating)).isEqualTo(SessionState.TERMINATED);
            assertThat(berth.held()).isEqualTo(10);
            assertThat(berth.engine().snapshot().auditDifferenceDpus()).isZero();
        }

        @Test
        void tokensKeysAndBudgetsAreAsBefore() {
            StartSession live = FIVE.withToken(TOKEN).withExclusiveKey("notebook");
            StartSession over = StartSession.in("team", 2).withToken(new RequestToken("over"));
            SessionId liveId = berth.started(live);
            SessionId overId = berth.started(over);
            berth.runtime.reports().failed(overId, "");
            resize(berth, BudgetName.ACCOUNT, OptionalInt.of(9));
            resize(berth, BudgetName.ofWorkGroup("team"), OptionalInt.of(8));
            create(berth, CreateWorkGroup.named("new", "v1").withLimitDpus(3));
            create(berth, CreateWorkGroup.named("gone", "v1"));
            CompletableFuture<DeleteWorkGroupOutcome> deletion = berth.engine().deleteWorkGroup("gone", false);
            berth.step();
            assertThat(deletion).isCompletedWithValue(DeleteWorkGroupOutcome.DELETED);
            List<BudgetView> budgets = berth.engine().budgets();
            List<WorkGroup> groups = berth.engine().workGroups(null, 10);
            SessionView liveView = berth.view(liveId);
            SessionView overView = berth.view(overId);
            berth.crashAndRestart();

            assertThat(berth.engine().budgets()).isEqualTo(budgets);
            assertThat(berth.engine().workGroups(null, 10)).isEqualTo(groups);
            assertThat(berth.view(liveId)).isEqualTo(liveView);
            assertThat(berth.view(overId)).isEqualTo(overView);
            assertThat(berth.engine().startSession(live)).isCompletedWithValue(new StartOutcome.Replayed(liveId));
            assertThat(berth.engine().startSession(over)).isCompletedWithValue(new StartOutcome.Replayed(overId));
            assertThat(refusal(berth.engine().startSession(over.withExclusiveKey("x"))))
                    .isInstanceOf(Refusal.TokenReused.class);
            assertThat(refusal(berth.engine()
                            .startSession(StartSession.in("team", 1).withExclusiveKey("notebook"))))
                    .isInstanceOf(Refusal.ExclusiveKeyTaken.class);
            assertThat(refusal(berth.engine().startSession(FIVE)))
                    .isEqualTo(new Refusal.BudgetFull(BudgetName.ofWorkGroup("team"), 5, 8, 5));
        }

        @Test
        void workGroupsDpusAndTagsAreAsBefore() {
            create(berth, CreateWorkGroup.named("own", "v1").withSessionDpus(3));
            WorkGroup before = berth.engine().workGroup("own").orElseThrow();
            SessionId old = berth.started(StartSession.in("own").withToken(TOKEN));
            WorkGroup after = new WorkGroup(
                    "own",
                    "v1",
                    before.createdAt(),
                    false,
                    OptionalInt.of(4),
                    OpaqueBytes.ofUtf8("after"),
                    OpaqueBytes.ofUtf8("tags"));
            replace(berth, before, after);
            SessionId ended = berth.started();
            berth.runtime.reports().failed(ended, "");
            tag(berth, old, null, OpaqueBytes.ofUtf8("old"));
            tag(berth, ended, null, OpaqueBytes.ofUtf8("ended"));
            SessionView oldView = berth.view(old);
            SessionView endedView = berth.view(ended);
            berth.crashAndRestart();

            assertThat(berth.engine().workGroup("own")).contains(after);
            assertThat(berth.view(old)).isEqualTo(oldView);
            assertThat(berth.view(old).workGroupAtStart()).isEqualTo(before);
            assertThat(berth.view(ended)).isEqualTo(endedView);
            assertThat(berth.held()).isEqualTo(3);
            assertThat(Objects.requireNonNull(berth.runtime.launchOf(old)).dpus())
                    .isEqualTo(3);
            assertThat(refusal(berth.engine().startSession(StartSession.in("own"))))
                    .isEqualTo(new Refusal.WorkGroupDisabled("own"));
            assertThat(berth.engine().startSession(StartSession.in("own").withToken(TOKEN)))
                    .isCompletedWithValue(new StartOutcome.Replayed(old));
            replace(berth, after, after.withEnabled(true));
            tag(berth, old, OpaqueBytes.ofUtf8("old"), OpaqueBytes.EMPTY);
        }

        /** A change of tags may come behind the eviction of its session, and the session is not in every journal then. */
        @Test
        void tagsOfASessionThatWasForgottenMeanNothing() {
            EngineFixture small = new EngineFixture(builder -> builder.maxRetainedSessions(0));
            SessionId id = small.started();
            small.runtime.reports().failed(id, "");
            CompletableFuture<ReplaceOutcome> tagging = small.engine().replaceTags(id, null, OpaqueBytes.EMPTY);
            small.step();

            assertThat(tagging).isCompletedWithValue(ReplaceOutcome.REPLACED);
            assertThat(small.engine().session(id)).isEmpty();
            small.crashAndRestart(builder -> builder.maxRetainedSessions(0));
            small.assertNothingHeld();
        }

        @Test
        void whatWasNotDurableNeverHappened() {
            berth.journal.hold(true);
            CompletableFuture<StartOutcome> lost = berth.engine().startSession(FIVE.withToken(TOKEN));
            berth.step();
            assertThat(lost).isNotDone();
            berth.crashAndRestart();

            berth.assertNothingHeld();
            assertThat(berth.engine().findStart(FIVE.withToken(TOKEN))).isEmpty();
            assertThat(berth.runtime.launched()).isEmpty();
        }

        @Test
        void sessionsOfADeletedWorkGroupEndAfterARestartToo() {
            SessionId id = berth.idle();
            CompletableFuture<DeleteWorkGroupOutcome> deletion = berth.engine().deleteWorkGroup("team", true);
            berth.step();
            assertThat(deletion).isCompletedWithValue(DeleteWorkGroupOutcome.DELETED);
            berth.crashAndRestart();

            assertThat(berth.runtime.terminationsOf(id)).isEqualTo(1);
            assertThat(berth.held()).isEqualTo(5);
            assertThat(berth.engine().workGroup("team"))
                    .as("configured, hence created again")
                    .isPresent();
            berth.runtime.reports().ended(id);
            berth.step();
            berth.assertEnded(id, SessionState.TERMINATED, Cause.WORK_GROUP_DELETED);
        }

        @Test
        void aRuntimeThatThrowsWhenItIsToContinueLosesTheSessions() {
            SessionId launched = berth.idle();
            SessionId unlaunched = berth.started();
            FakeRuntime broken = FakeRuntime.silent();
            broken.throwOn(launch -> true);
            berth.crashAndRestart(builder -> builder.runtime("v1", broken));
            berth.step();

            berth.assertEnded(launched, SessionState.FAILED, Cause.RUNTIME_FAILED);
            berth.assertEnded(unlaunched, SessionState.FAILED, Cause.LAUNCH_FAILED);
        }

        @Test
        void aRuntimeThatCannotAttachLosesTheSession() {
            SessionId id = berth.idle();
            berth.crashAndRestart();
            berth.runtime.reports().failed(id, "the process is gone");
            berth.step();

            assertThat(berth.state(id)).isEqualTo(SessionState.FAILED);
            berth.assertNothingHeld();
        }

        @Test
        void timeGoesOnDuringADowntime() {
            StartSession request = FIVE.withToken(TOKEN);
            SessionId ended = berth.started(request);
            berth.runtime.reports().failed(ended, "");
            berth.step();
            SessionId live = berth.idle(FIVE.withIdleTimeout(Duration.ofMinutes(5)));
            berth.time.advance(Duration.ofHours(25));
            berth.crashAndRestart();

            assertThat(berth.engine().session(ended)).isEmpty();
            assertThat(berth.engine().findStart(request)).isEmpty();
            assertThat(berth.state(live)).as("its idle time begins anew").isEqualTo(SessionState.CREATED);
        }

        @Test
        void batchesAreNumberedWithoutGapsAcrossARestart() {
            berth.idle();
            int batches = berth.journal.batches();
            berth.crashAndRestart();
            berth.started();

            assertThat(berth.journal.sequences()).containsExactly(batches + 1L);
        }
    }

    private static WorkGroup team(EngineFixture berth) {
        return berth.engine().workGroup("team").orElseThrow();
    }

    private static WorkGroup identity(String name, String engineVersion, Instant createdAt) {
        return new WorkGroup(
                name, engineVersion, createdAt, true, OptionalInt.empty(), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);
    }

    private static WorkGroup withAttributes(WorkGroup group, OpaqueBytes attributes) {
        return new WorkGroup(
                group.name(),
                group.engineVersion(),
                group.createdAt(),
                group.enabled(),
                group.sessionDpus(),
                attributes,
                group.tags());
    }

    private static void replace(EngineFixture berth, WorkGroup seen, WorkGroup changed) {
        CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceWorkGroup(seen, changed);
        berth.step();
        assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
    }

    private static void tag(EngineFixture berth, SessionId id, @Nullable OpaqueBytes seen, OpaqueBytes tags) {
        CompletableFuture<ReplaceOutcome> answer = berth.engine().replaceTags(id, seen, tags);
        berth.step();
        assertThat(answer).isCompletedWithValue(ReplaceOutcome.REPLACED);
    }

    private static void terminate(EngineFixture berth, SessionId id) {
        CompletableFuture<Optional<SessionState>> answer = berth.engine().terminateSession(id);
        berth.step();
        assertThat(answer).isCompletedWithValue(Optional.of(SessionState.TERMINATING));
    }

    private static void create(EngineFixture berth, CreateWorkGroup request) {
        CompletableFuture<CreateWorkGroupOutcome> answer = berth.engine().createWorkGroup(request);
        berth.step();
        assertThat(answer).isCompletedWithValue(CreateWorkGroupOutcome.CREATED);
    }

    private static void resize(EngineFixture berth, BudgetName name, OptionalInt limit) {
        CompletableFuture<Optional<BudgetView>> answer = berth.engine().resizeBudget(name, limit);
        berth.step();
        assertThat(answer.join()).isPresent();
    }

    private static Refusal refusal(CompletableFuture<StartOutcome> answer) {
        assertThat(answer).isCompletedWithValueMatching(StartOutcome.Refused.class::isInstance);
        return ((StartOutcome.Refused) answer.join()).refusal();
    }

    private static SchedulerException fault(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        try {
            Object value = answer.join();
            throw new AssertionError("unexpected: " + value);
        } catch (SchedulerException e) {
            return e;
        } catch (CompletionException e) {
            return (SchedulerException) Objects.requireNonNull(e.getCause());
        }
    }
}
