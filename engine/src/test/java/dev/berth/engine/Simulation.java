package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.engine.SessionPromises.Known;
import dev.berth.engine.journal.DamagedJournalException;
import dev.berth.engine.journal.LocalJournal;
import dev.berth.engine.journal.LogSettings;
import dev.berth.engine.session.SessionIdGenerator;
import dev.berth.engine.testing.DiskFaults;
import dev.berth.engine.testing.DiskFaults.Fault;
import dev.berth.engine.testing.FaultyRuntime;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.SimulatedDisk;
import dev.berth.engine.testing.SimulatedDisk.StoppedException;
import dev.berth.engine.testing.SimulatedWorkers;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An engine on a durable journal with everything around it, on one thread and from one seed: a clock, a disk, a runtime that
 * misbehaves, and callers. It lives several lives, each of which ends as it happens: by a crash of the machine, by the end of
 * the process alone, by a failure of the disk, or in order. After each thing that happens all promises are looked at.
 */
final class Simulation {
    static final String ENGINE_VERSION = "v1";

    static final int SESSION_DPUS = 20;

    private static final int LAST_ACTIONS = 40;
    private static final int ACTIONS_AFTER_A_FAILURE = 8;
    private static final int STEPS_TO_SETTLE = 20_000;
    private static final List<Fault> FAULTS =
            List.of(Fault.CRASH_BEFORE, Fault.CRASH_DURING, Fault.CRASH_AFTER, Fault.FAILURE);

    private final SplittableRandom random;
    private final Sabotage sabotage;
    private final LogSettings settings;
    private final EngineConfig limits;
    private final Promises promises;
    private final Callers callers;
    private final FaultyRuntime runtime;
    private final Deque<String> lastActions = new ArrayDeque<>();
    private ManualTime time = new ManualTime();
    private SimulatedDisk disk;
    private int lives;

    Simulation(long seed, Sabotage sabotage) {
        this.random = new SplittableRandom(seed);
        this.sabotage = sabotage;
        this.disk = new SimulatedDisk(random.split());
        this.settings = new LogSettings(4096, 16_384, random.nextInt(500, 5_000), random.nextInt(8) > 0);
        this.limits = limits(random);
        this.promises = new Promises(limits);
        this.callers = new Callers(random.split(), promises);
        this.runtime = new FaultyRuntime(random.split(), new Calls());
    }

    /** What is the same in every life. */
    private static EngineConfig limits(SplittableRandom random) {
        boolean forgets = random.nextInt(4) == 0;
        return EngineConfig.builder()
                .defaultSessionDpus(random.nextInt(1, 8))
                .maxSessions(random.nextInt(4, 16))
                .maxQueuedChanges(random.nextInt(5, 30))
                .maxBatchChanges(random.nextInt(1, 16))
                .maxRetainedSessions(forgets ? random.nextInt(4, 12) : 100_000)
                .maxRetainedTokens(forgets ? random.nextInt(4, 12) : 100_000)
                .build();
    }

    private EngineConfig.Builder configOfALife(Journal journal) {
        return EngineConfig.builder()
                .sessionDpus(SESSION_DPUS)
                .defaultSessionDpus(limits.defaultSessionDpus())
                .maxSessions(limits.maxSessions())
                .maxWorkGroups(Callers.WORK_GROUPS.size() - 1)
                .maxQueuedChanges(limits.maxQueuedChanges())
                .maxBatchChanges(limits.maxBatchChanges())
                .maxRetainedSessions(limits.maxRetainedSessions())
                .maxRetainedTokens(limits.maxRetainedTokens())
                .sessionRetention(Duration.ofDays(1_000))
                .tokenRetention(Duration.ofDays(1_000))
                .launchDeadline(Duration.ofMinutes(5))
                .terminateDeadline(Duration.ofMinutes(1))
                .runtime(ENGINE_VERSION, runtime)
                .journal(journal)
                .timeSource(time);
    }

    /** Lives some lives, the last of which comes to a good end. */
    void run() {
        try {
            int last = random.nextInt(2, 6);
            for (lives = 1; lives < last; lives++) {
                new Life().live(random.nextInt(10, 200));
            }
            new Life().liveToAGoodEnd();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "in life " + lives + ": " + e.getMessage() + "\n  " + String.join("\n  ", lastActions), e);
        }
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private void did(String what) {
        lastActions.add(lives + ": " + what);
        if (lastActions.size() > LAST_ACTIONS) {
            lastActions.remove();
        }
    }

    /** One process, from its start to its end. */
    private final class Life {
        private final SimulatedWorkers workers = new SimulatedWorkers(random.split());
        private @Nullable Engine engine;
        private boolean isClosed;
        private boolean mayFail = disk.isLimited();

        void live(int actions) {
            if (!oneIn(4)) {
                breakSomething();
            }
            try {
                if (begin()) {
                    if (lives == 1) {
                        callers.begin(engine());
                    }
                    act(actions);
                    if (!disk.isStopped() && oneIn(3)) {
                        stopInOrder();
                    }
                }
            } catch (StoppedException e) {
                did("stopped: " + e.getMessage());
            }
            end();
        }

        /** The disk goes wrong no more: all sessions end, all calls are answered, everything is given back. */
        void liveToAGoodEnd() {
            disk.setFaults(DiskFaults.NONE);
            disk.setCapacityBytes(Long.MAX_VALUE);
            boolean onlyDeadlinesEnd = oneIn(3);
            if (onlyDeadlinesEnd) {
                runtime.fallSilent();
            }
            assertThat(begin()).isTrue();
            act(40);
            settle();
            for (int round = 0; round < 3; round++) {
                if (!onlyDeadlinesEnd) {
                    terminateAll();
                }
                time.advance(Duration.ofMinutes(10));
                settle();
            }
            assertThat(promises.areCallsOpen()).as("calls without an answer").isFalse();
            assertThat(promises.calculations().hasUnfinished())
                    .as("calculations without an end")
                    .isFalse();
            assertThat(engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                    .isZero();
            stopInOrder();
            end();
            assertThat(new Life().begin()).isTrue();
        }

        private void terminateAll() {
            promises.sessions().all().stream()
                    .filter(Known::isLive)
                    .forEach(session ->
                            promises.terminate(engine(), session.shown().id()));
            settle();
        }

        private void breakSomething() {
            // Without syncs, one that fails may lose what counted long before.
            Fault fault = FAULTS.get(random.nextInt(settings.syncsBatches() ? FAULTS.size() : FAULTS.size() - 1));
            int number = random.nextInt(1, 200);
            disk.setFaults(DiskFaults.once(disk.operations() + number, fault));
            mayFail |= fault == Fault.FAILURE;
            did(fault + " at operation " + number);
        }

        /** Starts an engine on what the disk has; false if that failed, as it may. */
        private boolean begin() {
            promises.lifeBegins();
            runtime.restart();
            OptionalInt given = lives == 1 || oneIn(10) ? OptionalInt.of(random.nextInt(20, 60)) : OptionalInt.empty();
            given.ifPresent(promises.workGroups()::accountLimitIsGiven);
            try {
                Engine started = start(given);
                engine = started;
                promises.lookAfterRestart(started);
                given.ifPresent(limit -> assertThat(
                                started.budget(BudgetName.ACCOUNT).orElseThrow().limitDpus())
                        .as("the limit that was given")
                        .hasValue(limit));
                return true;
            } catch (IOException | CompletionException e) {
                assertThat(isExpected(e)).as("the start failed: %s", e).isTrue();
                did("did not start: " + e.getMessage());
                return false;
            }
        }

        private Engine start(OptionalInt given) throws IOException {
            did("start, given " + given);
            Journal journal = sabotage.journal(new LocalJournal(
                    sabotage.disk(disk, random.split()),
                    settings,
                    workers,
                    random.split()::nextLong,
                    time,
                    JournalStats.DISABLED));
            EngineConfig.Builder config = configOfALife(journal);
            given.ifPresent(config::accountDpus);
            Engine started = Engine.stepped(config.build(), new SessionIdGenerator(random.split()), workers::step);
            sabotage.started(started);
            return started;
        }

        /** A start fails if the disk does, never because of what is on it. */
        private boolean isExpected(Exception e) {
            return (mayFail || disk.isStopped()) && !(e instanceof DamagedJournalException);
        }

        private void act(int actions) {
            int left = actions;
            while (left-- > 0 && !disk.isStopped()) {
                if (oneIn(12)) {
                    burst();
                } else {
                    did(actOnce());
                    look();
                }
                if (!disk.isStopped() && engine().snapshot().failed()) {
                    left = Math.min(left, ACTIONS_AFTER_A_FAILURE);
                }
            }
        }

        /** Lets engine and journal work without being disturbed, so that batches follow one another. */
        private void burst() {
            for (int steps = random.nextInt(1, 12); steps > 0 && !disk.isStopped(); steps--) {
                did("burst: " + engine().step());
                look();
                did("burst: " + workers.step());
                look();
            }
        }

        /** A machine that has stopped shows nothing any more. */
        private void look() {
            if (!disk.isStopped()) {
                if (mayFail) {
                    promises.mayFail();
                }
                promises.look(engine());
            }
        }

        private String actOnce() {
            int choice = random.nextInt(100);
            if (choice < 35) {
                return callers.act(engine(), room());
            } else if (choice < 55) {
                return "engine: " + engine().step();
            } else if (choice < 80) {
                return "journal: " + workers.step();
            } else if (choice < 94) {
                return "runtime: " + runtime.step();
            } else if (choice < 99) {
                return passTime();
            }
            return changeCapacity();
        }

        /** What the journal has to say of its room, once it has tried to make a spare segment where there is none. */
        private Room room() {
            boolean isFull = workers.isIdle()
                    && disk.freeBytes() < settings.segmentBytes()
                    && !disk.contents().containsKey("spare");
            return isFull ? Room.LACKING : mayFail ? Room.UNKNOWN : Room.ENOUGH;
        }

        private String passTime() {
            workers.endPause();
            if (oneIn(5)) {
                Duration jump = Duration.ofSeconds(random.nextInt(-5_000, 5_000));
                time.jumpCalendar(jump);
                return "the calendar jumps by " + jump;
            }
            Duration duration = Duration.ofMillis(oneIn(4) ? random.nextInt(900_000) : random.nextInt(10_000));
            time.advance(duration);
            return "time passes: " + duration;
        }

        private String changeCapacity() {
            if (oneIn(2)) {
                disk.setCapacityBytes(Long.MAX_VALUE);
                return "the disk has room";
            }
            mayFail = true;
            promises.mayFail();
            disk.setCapacityBytes(disk.usedBytes() + random.nextInt(20_000));
            return "the disk is nearly full";
        }

        private void settle() {
            int steps = 0;
            while (engine().step() || workers.step() || runtime.step()) {
                assertThat(++steps).as("steps until nothing is left to do").isLessThan(STEPS_TO_SETTLE);
                promises.look(engine());
            }
        }

        private void stopInOrder() {
            promises.mayFail();
            if (oneIn(2)) {
                settle();
            }
            did("stop in order");
            promises.stops();
            try {
                engine().close();
            } catch (UncheckedIOException e) {
                assertThat(mayFail).as("the stop failed: %s", e).isTrue();
                return;
            }
            promises.look(engine());
            // A batch may have failed on the way out.
            isClosed = disk.contents().containsKey("closed");
        }

        /** The process is over, and often its machine with it. Without syncs a machine may only stop after a stop in order. */
        private void end() {
            promises.lifeEnds();
            boolean machineStops = (settings.syncsBatches() || isClosed) && random.nextInt(3) > 0;
            did(machineStops ? "the machine stops" : "the process ends");
            disk = machineStops ? disk.crash() : disk.kill();
            long nowMillis = time.epochMillis() + random.nextInt(100_000);
            // A new machine counts from another origin; the calendar goes on.
            time = new ManualTime();
            time.advance(Duration.ofSeconds(random.nextInt(100_000)));
            time.jumpCalendar(Duration.ofMillis(nowMillis - time.epochMillis()));
        }

        private Engine engine() {
            return Objects.requireNonNull(engine);
        }
    }

    /** What the runtime is told is among what is looked at. */
    private final class Calls implements FaultyRuntime.Calls {
        @Override
        public void launch(Launch launch) {
            promises.sessions().launchIsAskedFor(launch);
        }

        @Override
        public void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished) {
            promises.sessions().attachIsAskedFor(launch, runtime.hasGiven(launch.id(), handle));
            if (unfinished != null) {
                promises.calculations().isGiven(unfinished);
            }
        }

        @Override
        public void calculate(Calculation calculation) {
            promises.calculations().isGiven(calculation);
        }

        @Override
        public void terminate(SessionId id) {
            promises.sessions().terminationIsAskedFor(id);
        }
    }
}
