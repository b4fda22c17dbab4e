package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.DiskFaults;
import dev.berth.engine.testing.DiskFaults.Fault;
import dev.berth.engine.testing.QuietLogs;
import dev.berth.engine.testing.Seeds;
import dev.berth.engine.testing.SimulatedDisk;
import dev.berth.engine.testing.SimulatedDisk.StoppedException;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A journal whose machine or process may stop at any operation of the disk, or whose disk may fail at it. Whatever happens,
 * the next start finds all that was acknowledged, and at most one batch more. Repeat a failure with the printed seed.
 */
@ExtendWith(QuietLogs.class)
class JournalCrashTest {
    private static final LogSettings SMALL = DrivenJournal.SMALL;
    private static final int SHORT_RUN = 45;
    private static final int ROUNDS = 4;
    private static final int OPERATIONS_OF_A_START = 9;
    private static final List<Fault> FAULTS =
            List.of(Fault.CRASH_BEFORE, Fault.CRASH_DURING, Fault.CRASH_AFTER, Fault.FAILURE);

    @Test
    void everyOperationOfAShortRunMayGoWrong() throws IOException {
        SplittableRandom seeds = new SplittableRandom(Seeds.next(JournalCrashTest.class));
        for (int round = 0; round < ROUNDS; round++) {
            ShortRun run = ShortRun.next(seeds);
            for (long number = 1; number <= run.operations(); number++) {
                for (Fault fault : FAULTS) {
                    play(run.seed(), DiskFaults.once(number, fault), false);
                    play(run.seed(), DiskFaults.once(number, fault), true);
                }
            }
        }
    }

    private static void play(long seed, DiskFaults faults, boolean kill) throws IOException {
        Lives lives = new Lives(seed);
        lives.live(faults, SHORT_RUN);
        lives.next(kill);
        lives.live(DiskFaults.NONE, 5);
        lives.next(false);
        lives.live(DiskFaults.NONE, 1);
    }

    @Test
    void everyOperationOfAStartAfterACrashMayGoWrong() throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next(JournalCrashTest.class));
        ShortRun run = ShortRun.next(random);
        for (long number = 1; number <= run.operations(); number++) {
            for (int later = 1; later <= OPERATIONS_OF_A_START; later++) {
                Lives lives = new Lives(run.seed());
                lives.live(DiskFaults.once(number, any(random)), SHORT_RUN);
                lives.next(random.nextBoolean());
                lives.live(DiskFaults.once(later, any(random)), 3);
                lives.next(random.nextBoolean());
                lives.live(DiskFaults.NONE, 3);
                lives.next(false);
                lives.live(DiskFaults.NONE, 1);
            }
        }
    }

    @Test
    void manyLivesInARowLoseNothing() throws IOException {
        SplittableRandom seeds = new SplittableRandom(Seeds.next(JournalCrashTest.class));
        long batches = 0;
        for (int run = 0; run < 300; run++) {
            Lives lives = new Lives(seeds.nextLong());
            SplittableRandom random = seeds.split();
            for (int life = 0; life < 20; life++) {
                lives.live(DiskFaults.once(random.nextInt(1, 300), any(random)), random.nextInt(1, 80));
                if (random.nextInt(4) == 0) {
                    lives.stopInOrder();
                }
                lives.next(random.nextBoolean());
            }
            batches += lives.history.acknowledged();
        }
        assertThat(batches).isGreaterThan(50_000);
    }

    @Test
    void spaceIsBoundedByTheStateAndOneInterval() throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next(JournalCrashTest.class));
        BatchHistory history = new BatchHistory(random.split(), SMALL.maxBatchBytes());
        SimulatedDisk disk = new SimulatedDisk(random.split());
        DrivenJournal journal = new DrivenJournal(disk, SMALL, history, random);
        journal.recover();
        long mostBytes = 0;
        for (int i = 0; i < 50_000; i++) {
            journal.append();
            while (journal.workers().step() || journal.goOnWithSnapshot()) {
                mostBytes = Math.max(mostBytes, disk.usedBytes());
            }
        }

        long snapshots = 2L * BatchHistory.MAX_SNAPSHOT_BYTES;
        long batches = SMALL.snapshotBytes() + SMALL.maxBatchBytes();
        // Of segments the first is used in part, and one is spare.
        long segments = batches + 2L * SMALL.segmentBytes();
        assertThat(mostBytes).isLessThan(snapshots + segments + SMALL.segmentBytes());
        assertThat(history.acknowledged()).isEqualTo(50_000);
    }

    /** A run that is long enough for several segments, and for a snapshot that replaces the first of them. */
    private record ShortRun(long seed, long operations) {
        static ShortRun next(SplittableRandom seeds) throws IOException {
            for (int tries = 0; tries < 100; tries++) {
                long seed = seeds.nextLong();
                Lives lives = new Lives(seed);
                lives.live(DiskFaults.NONE, SHORT_RUN);
                if (!lives.disk.list().contains(FileNames.segment(1))) {
                    return new ShortRun(seed, lives.disk.operations());
                }
            }
            throw new AssertionError("no run sees a snapshot that replaces a segment");
        }
    }

    private static Fault any(SplittableRandom random) {
        return FAULTS.get(random.nextInt(FAULTS.size()));
    }

    /** A disk, and the journals that one after the other lived on it. */
    private static final class Lives {
        private final SplittableRandom random;
        private final BatchHistory history;
        private SimulatedDisk disk;
        private DrivenJournal journal;

        Lives(long seed) {
            random = new SplittableRandom(seed);
            history = new BatchHistory(random.split(), SMALL.maxBatchBytes());
            disk = new SimulatedDisk(random.split());
            journal = newJournal();
        }

        /** Recovers, and works until so many more batches are durable or something went wrong. */
        void live(DiskFaults faults, int batches) throws IOException {
            disk.setFaults(faults);
            journal = newJournal();
            try {
                journal.recover();
                journal.actUntil(history.acknowledged() + batches);
            } catch (StoppedException e) {
                assertThat(disk.isStopped()).isTrue();
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("simulated failure");
            }
        }

        void stopInOrder() throws IOException {
            try {
                journal.close();
            } catch (StoppedException e) {
                assertThat(disk.isStopped()).isTrue();
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("simulated failure");
            }
        }

        /** Ends the life, if nothing else has. */
        void next(boolean kill) {
            disk = kill ? disk.kill() : disk.crash();
        }

        private DrivenJournal newJournal() {
            return new DrivenJournal(disk, SMALL, history, random);
        }
    }
}
