package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.journal.LocalJournal;
import dev.berth.engine.journal.LogSettings;
import dev.berth.engine.session.SessionIdGenerator;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.testing.ManualTime;
import dev.berth.engine.testing.Seeds;
import dev.berth.engine.testing.SimulatedDisk;
import dev.berth.engine.testing.SimulatedWorkers;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;

/** After a clock was set back new sessions have ids between those of older ones, also while a snapshot is taken. */
class SetBackClockTest {
    /** A snapshot is due all the time. */
    private static final LogSettings SETTINGS = new LogSettings(16 << 10, 256 << 10, 1, true);

    private final SplittableRandom random = new SplittableRandom(Seeds.next(SetBackClockTest.class));
    private final ManualTime time = new ManualTime();
    private final List<SessionId> acknowledged = new ArrayList<>();
    private SimulatedDisk disk = new SimulatedDisk(random.split());
    private SimulatedWorkers workers = new SimulatedWorkers(random.split());

    @RepeatedTest(20)
    void noSessionIsMissingInASnapshotThatIsTakenMeanwhile() throws Exception {
        Engine engine = open();
        for (int i = 0; i < 200; i++) {
            time.jumpCalendar(Duration.ofSeconds(1));
            start(engine, 1);
        }

        disk = disk.crash();
        time.jumpCalendar(Duration.ofSeconds(-random.nextInt(72, 136)));
        engine = open();
        // So many that the machine stops soon after its second snapshot, which alone tells of all sessions then.
        for (int rounds = random.nextInt(120, 200); rounds > 0; rounds--) {
            start(engine, 10);
        }

        disk = disk.crash();
        assertAllThere(open());
    }

    private void assertAllThere(Engine engine) {
        assertThat(engine.snapshot().liveSessions()).isEqualTo(acknowledged.size());
        for (SessionId id : acknowledged) {
            assertThat(engine.session(id)).as("session " + id).isPresent();
        }
    }

    /** Starts some sessions, and takes as few steps as it takes until they are acknowledged: a session of a snapshot with each. */
    private void start(Engine engine, int sessions) {
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            answers.add(engine.startSession(StartSession.in("team", 1)));
        }
        while (!answers.stream().allMatch(CompletableFuture::isDone)) {
            boolean worked = engine.step();
            worked |= workers.step();
            assertThat(worked).as("something to do").isTrue();
        }
        answers.forEach(answer -> acknowledged.add(((StartOutcome.Started) answer.join()).id()));
    }

    private Engine open() throws IOException {
        workers = new SimulatedWorkers(random.split());
        LocalJournal journal = new LocalJournal(disk, SETTINGS, workers, random::nextLong, time, JournalStats.DISABLED);
        return Engine.stepped(
                EngineConfig.builder()
                        .workGroup(CreateWorkGroup.named("team", "v1"))
                        .runtime("v1", FakeRuntime.silent())
                        .accountDpus(1_000_000)
                        .maxSessions(1_000_000)
                        .journal(journal)
                        .timeSource(time)
                        .build(),
                new SessionIdGenerator(random.split()),
                workers::step);
    }
}
