package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.EngineModel.ModelSession;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.QuietLogs;
import dev.berth.engine.testing.RecordingJournal;
import dev.berth.engine.testing.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Does random things to an engine and to a naive model of one, and compares all that either shows after each of them.
 * Repeat a failure with the printed seed.
 */
@ExtendWith(QuietLogs.class)
class EngineModelTest {
    private static final int RUNS = 20;
    private static final int STEPS_PER_RUN = 5_000;

    @Test
    void engineAndModelAgreeAfterEachOf100000Steps() throws IOException {
        SplittableRandom seeds = new SplittableRandom(Seeds.next(EngineModelTest.class));
        long started = 0;
        for (int run = 0; run < RUNS; run++) {
            started += new Run(seeds.split()).play(STEPS_PER_RUN);
        }
        assertThat(started).as("sessions started in all runs").isGreaterThan(RUNS * 100L);
    }

    private static final class Run {
        private static final List<String> GROUPS = List.of("a", "b", "c", "unserved", "missing");
        private static final List<EngineModel.Report> REPORTS = List.of(EngineModel.Report.values());
        private static final List<String> VERSIONS = List.of("v1", "v1", "v1", "unserved");

        private final SplittableRandom random;
        private final ManualTime time = new ManualTime();
        private final RecordingJournal journal = new RecordingJournal();
        private final FakeRuntime runtime = FakeRuntime.silent();
        private final List<SessionId> endOrder = new ArrayList<>();
        private final Map<BudgetName, BudgetView> lastBudgets = new HashMap<>();
        private final EngineModel model;
        private final Engine engine;

        Run(SplittableRandom random) throws IOException {
            this.random = random;
            runtime.throwOn(launch -> launch.attributes().equals(EngineModel.THROWS));
            EngineConfig config = EngineConfig.builder()
                    .accountDpus(40)
                    .sessionDpus(20)
                    .defaultSessionDpus(4)
                    .maxSessions(12)
                    .maxWorkGroups(4)
                    .maxQueuedChanges(25)
                    .maxRetainedTokens(15)
                    .maxRetainedSessions(10)
                    .maxRetainedAttributeBytes(40)
                    .tokenRetention(Duration.ofMinutes(30))
                    .sessionRetention(Duration.ofMinutes(20))
                    .launchDeadline(Duration.ofMinutes(2))
                    .terminateDeadline(Duration.ofMinutes(1))
                    .workGroup(CreateWorkGroup.named("a", "v1"))
                    .workGroup(CreateWorkGroup.named("b", "v1").withLimitDpus(15))
                    .workGroup(CreateWorkGroup.named("unserved", "unserved"))
                    .runtime("v1", runtime)
                    .journal(journal)
                    .timeSource(time)
                    .listener(change -> {
                        if (change.state().isEnded()) {
                            endOrder.add(change.id());
                        }
                    })
                    .build();
            model = new EngineModel(config, time, runtime, endOrder);
            engine = Engine.stepped(config);
            model.attach(engine);
        }

        long play(int steps) {
            for (int step = 0; step < steps; step++) {
                String did = "nothing";
                try {
                    did = act();
                    compare();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("step " + step + ", after: " + did, e);
                }
            }
            windDown();
            return model.sessionsStarted();
        }

        private String act() {
            int choice = random.nextInt(100);
            if (choice < 22) {
                StartSession request = anyStart();
                model.start(request);
                return request.toString();
            } else if (choice < 26) {
                StartSession request = anyStart();
                model.find(request);
                return "find " + request;
            } else if (choice < 32) {
                ModelSession session = model.anySession(random);
                if (session != null) {
                    model.terminate(session);
                }
                return "terminate " + session;
            } else if (choice < 54) {
                return report();
            } else if (choice < 57) {
                return resize();
            } else if (choice < 59) {
                int version = random.nextInt(VERSIONS.size());
                CreateWorkGroup request = new CreateWorkGroup(
                        GROUPS.get(version),
                        VERSIONS.get(version),
                        anyLimit(25),
                        anySessionDpus(),
                        anyBytes(),
                        anyBytes());
                model.createWorkGroup(request);
                return request.toString();
            } else if (choice < 61) {
                String name = GROUPS.get(random.nextInt(GROUPS.size()));
                boolean terminate = random.nextInt(3) == 0;
                model.deleteWorkGroup(name, terminate);
                return "delete " + name + (terminate ? " with its sessions" : "");
            } else if (choice < 64) {
                return replaceWorkGroup();
            } else if (choice < 67) {
                return replaceTags();
            } else if (choice < 71) {
                Duration jump = anyJump();
                time.advance(jump);
                if (random.nextInt(4) == 0) {
                    time.jumpCalendar(Duration.ofSeconds(random.nextInt(-100, 100)));
                }
                return "time passes: " + jump;
            } else if (choice < 77) {
                boolean hold = random.nextInt(3) > 0;
                journal.hold(hold);
                model.journalHolds(hold);
                return "journal holds: " + hold;
            } else if (choice < 84) {
                acknowledge();
                return "acknowledge";
            }
            step();
            return "step";
        }

        /** As read a moment ago, or, now and then, as it was never seen. */
        private String replaceWorkGroup() {
            List<WorkGroup> all = engine.workGroups(null, 10);
            if (all.isEmpty()) {
                return "no work group to replace";
            }
            WorkGroup current = all.get(random.nextInt(all.size()));
            WorkGroup seen = random.nextInt(5) == 0 ? current.withEnabled(!current.enabled()) : current;
            if (random.nextInt(10) == 0) {
                seen = withName(seen, GROUPS.get(random.nextInt(GROUPS.size())));
            }
            WorkGroup changed = new WorkGroup(
                    seen.name(),
                    seen.engineVersion(),
                    seen.createdAt(),
                    random.nextInt(4) > 0,
                    anySessionDpus(),
                    anyBytes(),
                    anyBytes());
            model.replaceWorkGroup(seen, changed);
            return "replace " + seen + " by " + changed;
        }

        private static WorkGroup withName(WorkGroup group, String name) {
            return new WorkGroup(
                    name,
                    group.engineVersion(),
                    group.createdAt(),
                    group.enabled(),
                    group.sessionDpus(),
                    group.attributes(),
                    group.tags());
        }

        private String replaceTags() {
            ModelSession session = model.anySession(random);
            if (session == null) {
                return "no session to tag";
            }
            OpaqueBytes seen = random.nextInt(5) == 0 ? anyBytes() : session.tags();
            OpaqueBytes tags = anyBytes();
            model.replaceTags(session, seen, tags);
            return "replace tags " + seen + " by " + tags + " of " + session;
        }

        private OptionalInt anySessionDpus() {
            return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 8));
        }

        private OpaqueBytes anyBytes() {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            return OpaqueBytes.wrap(bytes);
        }

        private StartSession anyStart() {
            int group = random.nextInt(12);
            StartSession request = StartSession.in(
                            group < 10 ? GROUPS.get(group % 3) : GROUPS.get(group - 7), random.nextInt(1, 10))
                    .withIdleTimeout(Duration.ofMinutes(random.nextInt(1, 3)));
            if (random.nextInt(20) == 0) {
                request = StartSession.in(request.workGroup(), random.nextInt(10, 24));
            } else if (random.nextInt(4) == 0) {
                request = StartSession.in(request.workGroup()).withIdleTimeout(request.idleTimeout());
            }
            if (random.nextInt(5) == 0) {
                request = request.withExclusiveKey("key" + random.nextInt(4));
            }
            if (random.nextInt(20) == 0) {
                request = request.withAttributes(EngineModel.THROWS);
            }
            if (random.nextInt(3) == 0) {
                return request;
            }
            StartSession earlier = model.anyTokenRequest(random);
            if (earlier != null && random.nextInt(2) == 0) {
                return random.nextInt(3) > 0 ? earlier : request.withToken(model.tokenOf(earlier));
            }
            return request.withToken(new RequestToken("token" + random.nextInt(200)));
        }

        private String report() {
            ModelSession session = model.anySession(random);
            if (session == null || session.id() == null) {
                return "no report";
            }
            // Mostly what a good runtime would report next, sometimes anything.
            EngineModel.Report report = switch (session.state()) {
                case CREATING -> EngineModel.Report.LAUNCHED;
                case CREATED -> EngineModel.Report.READY;
                case IDLE -> EngineModel.Report.BUSY;
                case BUSY -> EngineModel.Report.READY;
                default -> EngineModel.Report.ENDED;
            };
            if (random.nextInt(5) == 0) {
                report = REPORTS.get(random.nextInt(REPORTS.size()));
            }
            model.report(session, report);
            return report + " " + session;
        }

        private String resize() {
            int choice = random.nextInt(6);
            BudgetName name = choice < 3 ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(GROUPS.get(random.nextInt(5)));
            OptionalInt limit = choice < 3 ? OptionalInt.of(random.nextInt(10, 60)) : anyLimit(30);
            model.resize(name, limit);
            return "resize " + name + " to " + limit;
        }

        private OptionalInt anyLimit(int bound) {
            return random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(random.nextInt(bound));
        }

        private Duration anyJump() {
            return switch (random.nextInt(8)) {
                case 0 -> Duration.ofNanos(random.nextLong(50_000_000));
                case 1, 2 -> Duration.ofMillis(random.nextInt(5_000));
                case 3, 4, 5 -> Duration.ofSeconds(random.nextInt(60));
                case 6 -> Duration.ofMinutes(random.nextInt(4));
                default -> Duration.ofMinutes(random.nextInt(40));
            };
        }

        private void acknowledge() {
            assertThat(journal.isPending()).isEqualTo(model.isWriting());
            journal.acknowledge();
            model.acknowledge();
        }

        private void step() {
            assertThat(engine.step()).isEqualTo(model.step());
        }

        private void compare() {
            model.compareAnswers();
            EngineSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.failed()).isFalse();
            assertThat(snapshot.auditDifferenceDpus()).isZero();
            assertThat(snapshot.queuedChanges()).isEqualTo(model.queued());
            assertThat(snapshot.claimedDpus()).isEqualTo(model.claimedDpus());
            assertThat(snapshot.liveSessions()).isEqualTo(model.liveSessions());
            assertThat(engine.workGroups(null, 10)).isEqualTo(model.workGroups());
            compareBudgets();
            compareSessions(snapshot);
        }

        /** Promise 1, in the words of the design rather than of the model. */
        private void compareBudgets() {
            List<BudgetView> budgets = engine.budgets();
            assertThat(budgets).isEqualTo(model.budgets());
            for (BudgetView budget : budgets) {
                BudgetView before = lastBudgets.put(budget.name(), budget);
                if (budget.limitDpus().isPresent()
                        && budget.heldDpus() > budget.limitDpus().getAsInt()) {
                    assertThat(before).as("only a shrink leaves %s", budget).isNotNull();
                    assertThat(budget.heldDpus()).isLessThanOrEqualTo(before.heldDpus());
                }
            }
        }

        private void compareSessions(EngineSnapshot snapshot) {
            Map<SessionState, Long> counts = new EnumMap<>(SessionState.class);
            for (SessionState state : SessionState.values()) {
                counts.put(state, 0L);
            }
            int liveDpus = 0;
            for (ModelSession session : model.known()) {
                SessionView view = engine.session(session.idOrThrow()).orElseThrow();
                assertThat(view.state()).as("%s", session).isEqualTo(session.state());
                assertThat(view.reason()).as("%s", session).isEqualTo(session.reason());
                assertThat(view.dpus()).as("%s", session).isEqualTo(session.dpus());
                assertThat(view.workGroupAtStart()).as("%s", session).isEqualTo(session.groupAtStart());
                assertThat(view.tags()).as("%s", session).isEqualTo(session.tags());
                assertThat(runtime.terminationsOf(view.id())).as("%s", session).isEqualTo(session.terminateCalls());
                counts.merge(view.state(), 1L, Long::sum);
                liveDpus += view.state().isEnded() ? 0 : view.dpus();
            }
            assertThat(snapshot.sessions()).isEqualTo(counts);
            assertThat(engine.budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                    .isEqualTo(liveDpus + snapshot.claimedDpus());
        }

        private void windDown() {
            journal.hold(false);
            model.journalHolds(false);
            settle();
            for (ModelSession session : model.known()) {
                model.terminate(session);
            }
            settle();
            time.advance(Duration.ofMinutes(2));
            settle();
            EngineSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.liveSessions()).isZero();
            assertThat(snapshot.claimedDpus()).isZero();
            assertThat(engine.budgets())
                    .allSatisfy(budget -> assertThat(budget.heldDpus()).isZero());
            assertThat(model.openAnswers()).isZero();
            engine.close();
        }

        private void settle() {
            acknowledge();
            boolean worked = true;
            while (worked) {
                worked = engine.step();
                assertThat(model.step()).isEqualTo(worked);
            }
            compare();
        }
    }
}
