package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.testing.DiskFaults;
import dev.berth.engine.testing.DiskFaults.Fault;
import dev.berth.engine.testing.DiskFaults.Operation;
import dev.berth.engine.testing.QuietLogs;
import dev.berth.engine.testing.RecordedLogs;
import dev.berth.engine.testing.SimulatedDisk;
import dev.berth.engine.time.SystemTimeSource;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietLogs.class)
class LocalJournalTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private SimulatedDisk disk = new SimulatedDisk(random.split());
    private BatchHistory history = new BatchHistory(random.split(), DrivenJournal.SMALL.maxBatchBytes());

    @Test
    void anEmptyFolderHoldsNothing() throws IOException {
        DrivenJournal journal = newJournal();

        BatchHistory.Check found = journal.recover();

        assertThat(found.hasSnapshot()).isFalse();
        assertThat(history.acknowledged()).isZero();
        assertThat(journal.journal().acceptsNewWork()).isTrue();
        assertThat(journal.journal().wantsSnapshot()).isFalse();
        assertThat(journal.journal().maxBatchBytes()).isEqualTo(4096);
        assertThat(journal.journal().description()).isEqualTo("simulated disk");
    }

    @Test
    void handsOverWhatWasReportedDurable() throws IOException {
        started().appendAll(5);

        disk = disk.crash();
        BatchHistory.Check found = newJournal().recover();

        assertThat(history.acknowledged()).isEqualTo(5);
        assertThat(found.tail()).isEqualTo(5);
    }

    @Test
    void batchesOfEverySizeAreReadAsTheyWereWritten() throws IOException {
        LogSettings odd = new LogSettings(4099, 16_400, Long.MAX_VALUE, true);
        DrivenJournal journal = started(odd);
        for (int bytes = 1; bytes <= odd.maxBatchBytes(); bytes++) {
            journal.append(history.next(bytes));
            journal.settle();
        }

        disk = disk.crash();
        newJournal(odd).recover();

        assertThat(history.acknowledged()).isEqualTo(odd.maxBatchBytes());
    }

    @Test
    void theChainGoesOnOverManySegments() throws IOException {
        LogSettings withoutSnapshots = new LogSettings(4096, 16384, Long.MAX_VALUE, true);
        started(withoutSnapshots).appendAll(200);

        assertThat(segments()).hasSizeGreaterThan(6).startsWith("segment-0000000000000000001");
        disk = disk.crash();
        newJournal(withoutSnapshots).recover();

        assertThat(history.acknowledged()).isEqualTo(200);
    }

    @Test
    void aRestartGoesOnInTheSameSegment() throws IOException {
        started().appendAll(2);
        disk = disk.crash();

        started().appendAll(2);
        assertThat(segments()).hasSize(1);
        disk = disk.crash();
        newJournal().recover();

        assertThat(history.acknowledged()).isEqualTo(4);
    }

    @Test
    void aSegmentForSmallerBatchesIsNotUsedForLargerOnes() throws IOException {
        started().appendAll(1);
        disk = disk.crash();
        LogSettings larger = new LogSettings(8192, 32768, Long.MAX_VALUE, true);

        DrivenJournal journal = started(larger);
        journal.append(history.next(8192));
        journal.settle();
        assertThat(segments()).hasSize(2);
        disk = disk.crash();
        newJournal(larger).recover();

        assertThat(history.acknowledged()).isEqualTo(2);
    }

    @Test
    void aSegmentWithoutBatchesGivesWayToOneForLargerBatches() throws IOException {
        DrivenJournal journal = started();
        disk.setFaults(new DiskFaults() {
            private boolean isRenamed;

            @Override
            public Fault at(long number, Operation operation) {
                isRenamed |= operation == Operation.RENAME;
                return isRenamed && operation == Operation.WRITE ? Fault.CRASH_BEFORE : Fault.NONE;
            }
        });
        journal.append();
        journal.workers().stepWriter();
        disk = disk.crash();
        assertThat(segments()).containsExactly(FileNames.segment(1));
        LogSettings larger = new LogSettings(8192, 32768, Long.MAX_VALUE, true);

        started(larger).appendAll(3);
        disk = disk.crash();
        newJournal(larger).recover();

        assertThat(history.acknowledged()).isEqualTo(3);
    }

    @Test
    void aSnapshotReplacesWhatItIncludes() throws IOException {
        started().appendAll(100);

        assertThat(snapshots()).hasSize(1);
        assertThat(segments()).hasSizeLessThanOrEqualTo(3).doesNotContain(FileNames.segment(1));
        disk = disk.crash();
        BatchHistory.Check found = newJournal().recover();

        assertThat(found.hasSnapshot()).isTrue();
        assertThat(found.tail()).isLessThan(60);
        assertThat(history.acknowledged()).isEqualTo(100);
    }

    @Test
    void aSnapshotOfTheBatchBeforeTheLastCounts() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        journal.goOnWithSnapshot();
        journal.append();
        journal.workers().runAll();
        while (journal.goOnWithSnapshot() && snapshots().isEmpty()) {
            journal.workers().runAll();
        }

        assertThat(snapshots()).containsExactly(FileNames.snapshot(1));
        disk = disk.crash();
        assertThat(newJournal().recover().tail()).isEqualTo(1);
    }

    @Test
    void aSnapshotIsBegunWhileTheNextBatchIsWritten() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        Journal.Batch next = history.next();
        journal.append(next);
        journal.workers().stepWriter();
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> {});
        history.snapshot(1).forEach(writer::write);
        writer.finish();
        journal.workers().runAll();

        assertThat(writer.isDone()).isTrue();
        disk = disk.crash();
        assertThat(newJournal().recover().tail()).isEqualTo(1);
    }

    @Test
    void aSnapshotThatWasNotFinishedCountsForNothing() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        journal.goOnWithSnapshot();
        journal.goOnWithSnapshot();
        journal.workers().runAll();
        assertThat(files()).contains(FileNames.UNFINISHED_SNAPSHOT);

        disk = disk.kill();
        BatchHistory.Check found = newJournal().recover();

        assertThat(found.hasSnapshot()).isFalse();
        assertThat(files()).doesNotContain(FileNames.UNFINISHED_SNAPSHOT);
    }

    @Test
    void aSnapshotIsReadyAgainOnceWhatItWasGivenIsWritten() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        int[] calls = {0};
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> calls[0]++);
        journal.workers().runAll();
        assertThat(writer.isReady()).isTrue();

        writer.write(ByteBuffer.allocate(10));
        assertThat(writer.isReady()).isFalse();
        journal.workers().runAll();

        assertThat(writer.isReady()).isTrue();
        assertThat(writer.isDone()).isFalse();
        assertThat(calls[0]).isEqualTo(2);
        assertThat(journal.journal().wantsSnapshot()).as("two at a time").isFalse();
    }

    /** So writing snapshots costs no more than writing batches, however large the state is. */
    @Test
    void theNextSnapshotIsDueAfterAsManyBytesAsTheLastOneHas() throws IOException {
        LogSettings eager = new LogSettings(4096, 16384, 1, true);
        DrivenJournal journal = started(eager);
        journal.appendAll(1);
        int snapshotBytes = bytesOf(FileNames.snapshot(1), disk.contents()).length;
        assertThat(snapshotBytes).isGreaterThan(3 * Frame.bytes(100));

        // Also if a process ends in between: what a start has read counts.
        for (int bytes = Frame.bytes(100); bytes < snapshotBytes; bytes += Frame.bytes(100)) {
            assertThat(journal.journal().wantsSnapshot())
                    .as("after %d bytes", bytes)
                    .isFalse();
            journal.append(history.next(100));
            journal.workers().runAll();
            disk = disk.kill();
            journal = started(eager);
        }
        journal.append(history.next(100));
        journal.workers().runAll();

        assertThat(journal.journal().wantsSnapshot()).isTrue();
    }

    @Test
    void aSnapshotThatFailsIsGivenUpAndAnotherOneFollows() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> {});
        journal.workers().runAll();
        disk.setFaults(from(Operation.SYNC, Fault.FAILURE));
        writer.write(history.snapshot(1).get(0));
        journal.workers().runAll();

        assertThat(writer.isDone()).isTrue();
        assertThat(files()).doesNotContain(FileNames.UNFINISHED_SNAPSHOT);
        assertThat(snapshots()).isEmpty();
        disk.setFaults(DiskFaults.NONE);
        journal.appendAll(1);

        assertThat(snapshots()).containsExactly(FileNames.snapshot(2));
        disk = disk.crash();
        newJournal().recover();
        assertThat(history.acknowledged()).isEqualTo(2);
    }

    @Test
    void aSnapshotThatFailedAndCannotBeRemovedIsInNobodysWay() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> {});
        journal.workers().runAll();
        disk.setFaults((number, operation) -> Fault.FAILURE);
        writer.write(history.snapshot(1).get(0));
        journal.workers().runAll();
        assertThat(writer.isDone()).isTrue();
        assertThat(files()).contains(FileNames.UNFINISHED_SNAPSHOT);
        disk.setFaults(DiskFaults.NONE);

        journal.appendAll(1);

        assertThat(snapshots()).containsExactly(FileNames.snapshot(2));
    }

    /** The process ended between the two, so the name is there, and yet may go away. */
    @Test
    void theNameOfASnapshotIsDurableBeforeAStartDeletesWhatItReplaces() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.appendAll(1);
        disk.setFaults(new DiskFaults() {
            private boolean isRenamed;

            @Override
            public Fault at(long number, Operation operation) {
                isRenamed |= operation == Operation.RENAME;
                return isRenamed && operation == Operation.SYNC_FOLDER ? Fault.CRASH_BEFORE : Fault.NONE;
            }
        });
        journal.appendAll(1);
        disk = disk.kill();
        assertThat(snapshots()).containsExactly(FileNames.snapshot(1), FileNames.snapshot(2));
        List<Operation> operations = new ArrayList<>();
        disk.setFaults((number, operation) -> {
            operations.add(operation);
            return Fault.NONE;
        });

        started();

        assertThat(operations).startsWith(Operation.SYNC_FOLDER, Operation.DELETE, Operation.SYNC_FOLDER);
    }

    @Test
    void theNewestSnapshotIsPassedOverIfItIsBrokenAndAnOlderOneDoes() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 262_144, 1, true));
        journal.appendAll(1);
        Map<String, byte[]> first = disk.contents();
        journal.appendAll(1);
        Map<String, byte[]> both = disk.contents();
        both.put(FileNames.snapshot(1), first.get(FileNames.snapshot(1)));
        bytesOf(FileNames.snapshot(2), both)[100] ^= 1;

        disk = SimulatedDisk.holding(both, random.split());
        try (RecordedLogs logs = RecordedLogs.of(LogScan.class)) {
            BatchHistory.Check found = newJournal().recover();

            assertThat(found.hasSnapshot()).isTrue();
            assertThat(found.tail()).isEqualTo(1);
            assertThat(history.acknowledged()).isEqualTo(2);
            assertThat(logs.lines()).singleElement().asString().contains(FileNames.snapshot(2));
        }
    }

    @Test
    void aSnapshotThatMakesNoSenseIsDamageWithItsPlace() throws IOException {
        started(new LogSettings(4096, 262_144, 1, true)).appendAll(1);
        disk = disk.crash();

        assertThatThrownBy(() -> newJournal().journal().recover(new ThrowingReader()))
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining(FileNames.snapshot(1) + " at byte 64")
                .hasMessageContaining("of no known version");
    }

    @Test
    void aBatchThatMakesNoSenseIsDamageWithItsPlace() throws IOException {
        started().appendAll(1);
        disk = disk.crash();

        assertThatThrownBy(() -> newJournal().journal().recover(new ThrowingReader()))
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining(FileNames.segment(1) + " at byte 64")
                .hasMessageContaining("of no known version");
    }

    @Test
    void aStopInOrderIsMarkedUntilTheNextStart() throws IOException {
        DrivenJournal journal = started();
        journal.appendAll(3);
        journal.close();
        assertThat(files()).contains(FileNames.CLOSING_MARKER).doesNotContain(FileNames.UNFINISHED_MARKER);
        assertThat(disk.openFiles()).isZero();

        disk = disk.crash();
        started();

        assertThat(history.acknowledged()).isEqualTo(3);
        assertThat(disk.crash().contents()).doesNotContainKey(FileNames.CLOSING_MARKER);
    }

    @Test
    void theMarkOfAStopIsDurableBeforeTheStopIsOver() throws IOException {
        DrivenJournal journal = started();
        journal.appendAll(3);
        List<Operation> operations = new ArrayList<>();
        disk.setFaults((number, operation) -> {
            operations.add(operation);
            return Fault.NONE;
        });

        journal.close();

        assertThat(operations)
                .containsExactly(
                        Operation.CREATE, Operation.WRITE, Operation.SYNC, Operation.RENAME, Operation.SYNC_FOLDER);
    }

    @Test
    void whatFollowsTheEndOfAClosedJournalIsDamage() throws IOException {
        DrivenJournal journal = started();
        journal.appendAll(3);
        journal.close();
        Map<String, byte[]> files = disk.contents();
        bytesOf(FileNames.segment(1), files)[16_000] = 1;

        disk = SimulatedDisk.holding(files, random.split());
        assertThatThrownBy(() -> newJournal().recover())
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining(FileNames.segment(1))
                .hasMessageContaining("something follows the end of a closed journal");
    }

    @Test
    void aLogThatEndsBeforeItsSnapshotIsDamage() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 262_144, 2_000, true));
        for (int i = 0; i < 25; i++) {
            journal.append(history.next(100));
            journal.settle();
        }
        assertThat(snapshots()).containsExactly(FileNames.snapshot(16));
        Map<String, byte[]> files = disk.contents();
        byte[] segment = bytesOf(FileNames.segment(1), files);
        Arrays.fill(segment, FileHeader.BYTES + 10 * Frame.bytes(100), segment.length, (byte) 0);

        disk = SimulatedDisk.holding(files, random.split());
        assertThatThrownBy(() -> newJournal().recover())
                .isInstanceOf(DamagedJournalException.class)
                .hasMessageContaining(FileNames.segment(1))
                .hasMessageContaining("batches 11 to 16 are missing");
    }

    @Test
    void filesOfAnotherJournalAreDamage() throws IOException {
        Map<String, byte[]> one = filesAfterBatchesOf100Bytes();
        Map<String, byte[]> other = filesAfterBatchesOf100Bytes();
        assertThat(one).containsOnlyKeys(other.keySet());
        assertThat(one)
                .containsOnlyKeys(
                        FileNames.CLOSING_MARKER, FileNames.SPARE, FileNames.segment(382), FileNames.snapshot(399));

        for (String name : one.keySet()) {
            if (!name.equals(FileNames.SPARE)) {
                Map<String, byte[]> mixed = new TreeMap<>(one);
                mixed.put(name, bytesOf(name, other));
                disk = SimulatedDisk.holding(mixed, random.split());
                assertThatThrownBy(() -> newJournal().journal().recover(new IndifferentReader()))
                        .as(name)
                        .isInstanceOf(DamagedJournalException.class);
            }
        }
    }

    /** Those of a journal that was closed, with a snapshot in the middle of its segment. */
    private Map<String, byte[]> filesAfterBatchesOf100Bytes() throws IOException {
        disk = new SimulatedDisk(random.split());
        history = new BatchHistory(random.split(), DrivenJournal.SMALL.maxBatchBytes());
        DrivenJournal journal = started();
        for (int i = 0; i < 400; i++) {
            journal.append(history.next(100));
            journal.settle();
        }
        journal.close();
        return disk.contents();
    }

    @Test
    void aStopBeforeTheFirstBatchIsMarkedToo() throws IOException {
        started().close();

        disk = disk.crash();
        started().appendAll(1);
        disk = disk.crash();
        started();

        assertThat(history.acknowledged()).isEqualTo(1);
    }

    @Test
    void aStopInTheMiddleOfASnapshotGivesItUp() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        journal.goOnWithSnapshot();
        journal.workers().runAll();
        journal.close();
        assertThat(disk.openFiles()).isZero();

        disk = disk.crash();
        assertThat(newJournal().recover().tail()).isEqualTo(1);
    }

    @Test
    void aStopAfterAFailedStartSaysNothing() throws IOException {
        started().appendAll(3);
        Map<String, byte[]> broken = disk.contents();
        bytesOf(FileNames.segment(1), broken)[0] ^= 1;
        disk = SimulatedDisk.holding(broken, random.split());

        DrivenJournal refused = newJournal();
        assertThatThrownBy(refused::recover).isInstanceOf(DamagedJournalException.class);
        refused.close();

        assertThat(files()).doesNotContain(FileNames.CLOSING_MARKER);
    }

    @Test
    void filesOfAnotherVersionAreRefused() throws IOException {
        DrivenJournal journal = started();
        journal.appendAll(40);
        journal.close();

        for (String name : List.of(segments().get(0), snapshots().get(0), FileNames.CLOSING_MARKER)) {
            Map<String, byte[]> newer = disk.contents();
            bytesOf(name, newer)[11] = 2;
            SimulatedDisk newerDisk = SimulatedDisk.holding(newer, random.split());

            assertThatThrownBy(() -> new DrivenJournal(newerDisk, DrivenJournal.SMALL, history, random).recover())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(DamagedJournalException.class)
                    .hasMessage(name + " is of version 2, and this program knows version 1 only");
        }
    }

    @Test
    void aTornLastBatchIsCutWithOneLineInTheLogAndWiped() throws IOException {
        DrivenJournal journal = started();
        journal.append(history.next(100));
        journal.settle();
        journal.append(history.next(600));
        disk.setFaults(from(Operation.SYNC, Fault.CRASH_BEFORE));
        journal.workers().stepWriter();
        Map<String, byte[]> torn = disk.contents();
        Arrays.fill(bytesOf(FileNames.segment(1), torn), 400, 700, (byte) 0);

        disk = SimulatedDisk.holding(torn, random.split());
        try (RecordedLogs logs = RecordedLogs.of(LocalJournal.class)) {
            started();
            assertThat(logs.lines())
                    .containsExactly(
                            "the last batch in " + FileNames.segment(1)
                                    + " was not written to its end, and never acknowledged: 624 bytes from byte 192 on are cut");
        }
        byte[] segment = bytesOf(FileNames.segment(1), disk.crash().contents());
        assertThat(Arrays.copyOfRange(segment, 192, segment.length)).containsOnly(0);
    }

    @Test
    void aBatchThatIsTooLargeOrEmptyFailsInsteadOfBeingLost() throws IOException {
        LogSettings odd = new LogSettings(4099, 32768, Long.MAX_VALUE, true);
        for (int bytes : new int[] {0, 4100, 4102, 20000}) {
            disk = new SimulatedDisk(random.split());
            history = new BatchHistory(random.split(), odd.maxBatchBytes());
            DrivenJournal journal = started(odd);
            journal.appendAll(1);

            journal.append(history.next(bytes));
            journal.workers().runAll();

            assertThat(journal.failure()).as("%d bytes", bytes).isInstanceOf(RuntimeException.class);
            assertThat(history.acknowledged()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyPartOfASnapshotFailsTheSnapshotInsteadOfBreakingIt() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, 1, true));
        journal.append();
        journal.workers().runAll();
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> {});
        writer.write(ByteBuffer.allocate(0));
        writer.finish();
        journal.workers().runAll();

        assertThat(writer.isDone()).isTrue();
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void afterAWriteOrASyncThatFailedNothingSucceeds() throws IOException {
        for (Operation operation : List.of(Operation.WRITE, Operation.SYNC)) {
            disk = new SimulatedDisk(random.split());
            history = new BatchHistory(random.split(), DrivenJournal.SMALL.maxBatchBytes());
            DrivenJournal journal = started();
            journal.appendAll(3);
            disk.setFaults(from(operation, Fault.FAILURE));
            journal.append();
            journal.workers().runAll();
            assertThat(journal.failure()).hasMessage("simulated failure of " + operation);

            CompletableFuture<@Nullable Throwable> later = new CompletableFuture<>();
            disk.setFaults(DiskFaults.NONE);
            journal.journal().append(history.next(), new AnswerListener(later));
            journal.workers().runAll();
            assertThat(later.join()).hasMessage("an earlier write or sync failed");
            assertThat(journal.journal().wantsSnapshot()).isFalse();
            journal.close();
            assertThat(files()).doesNotContain(FileNames.CLOSING_MARKER);

            disk = disk.kill();
            started();
            assertThat(history.acknowledged()).isBetween(3L, 4L);
        }
    }

    /** The next process sees what the killed one wrote and the disk does not have: it has to reach the disk first. */
    @Test
    void whatARestartHasReadSurvivesTheNextCrash() throws IOException {
        for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.FAILURE)) {
            for (int seed = 0; seed < 20; seed++) {
                disk = new SimulatedDisk(new SplittableRandom(seed));
                history = new BatchHistory(random.split(), DrivenJournal.SMALL.maxBatchBytes());
                DrivenJournal journal = started();
                journal.appendAll(1);
                journal.append(history.next(900));
                disk.setFaults(from(Operation.SYNC, fault));
                journal.workers().runAll();

                disk = disk.kill();
                started();
                assertThat(history.acknowledged()).isEqualTo(2);
                disk = disk.crash();
                started();
                assertThat(history.acknowledged()).isEqualTo(2);
            }
        }
    }

    @Test
    void aSpareThatIsWholeIsTakenOver() throws IOException {
        started().appendAll(1);
        assertThat(disk.contents().get(FileNames.SPARE)).hasSize(16384);
        disk = disk.crash();

        disk.setFaults((number, operation) -> {
            assertThat(operation).isNotEqualTo(Operation.CREATE);
            return Fault.NONE;
        });

        DrivenJournal journal = started();
        journal.append(history.next(4096));
        journal.workers().stepWriter();
        journal.append(history.next(4096));
        journal.workers().stepWriter();

        assertThat(history.acknowledged()).isEqualTo(3);
    }

    @Test
    void aSpareThatIsNotWholeOrNotZeroIsMadeAnew() throws IOException {
        started().appendAll(1);
        for (byte[] spare : List.of(new byte[0], new byte[16000], new byte[20000], notZero(16384))) {
            Map<String, byte[]> files = disk.contents();
            files.put(FileNames.SPARE, spare);
            disk = SimulatedDisk.holding(files, random.split());
            started().workers().runAll();

            assertThat(disk.crash().contents())
                    .hasEntrySatisfying(
                            FileNames.SPARE, left -> assertThat(left).isEqualTo(new byte[16384]));
        }
    }

    @Test
    void whereThereIsNoRoomForASpareOnlyNewWorkIsRefused() throws IOException {
        DrivenJournal journal = started(new LogSettings(4096, 16384, Long.MAX_VALUE, true));
        disk.setCapacityBytes(16384);
        journal.append(history.next(100));
        journal.settle();
        assertThat(files()).hasSize(1);
        assertThat(journal.journal().acceptsNewWork()).isFalse();

        while (journal.failure() == null) {
            journal.append(history.next(500));
            journal.settle();
        }
        assertThat(history.acknowledged())
                .as("batches in the rest of the segment")
                .isEqualTo(1 + 30);
        assertThat(journal.failure()).hasMessage("No space left on device");
    }

    @Test
    void onceThereIsRoomAgainNewWorkIsAccepted() throws IOException {
        DrivenJournal journal = started();
        disk.setCapacityBytes(16384);
        journal.appendAll(1);
        assertThat(journal.journal().acceptsNewWork()).isFalse();
        disk.setCapacityBytes(Long.MAX_VALUE);
        assertThat(journal.journal().acceptsNewWork()).isFalse();
        assertThat(journal.workers().isPausing()).isTrue();

        journal.workers().endPause();
        journal.workers().runAll();

        assertThat(journal.journal().acceptsNewWork()).isTrue();
        journal.appendAll(50);
        disk = disk.crash();
        started();
        assertThat(history.acknowledged()).isEqualTo(51);
    }

    @Test
    void roomForAPartOfASpareIsNoRoom() throws IOException {
        int segmentBytes = 4 << 20;
        DrivenJournal journal = started(new LogSettings(4096, segmentBytes, Long.MAX_VALUE, true));
        disk.setCapacityBytes(segmentBytes + (3 << 20));
        journal.appendAll(1);
        assertThat(journal.journal().acceptsNewWork()).isFalse();
        journal.workers().endPause();

        while (journal.workers().step()) {
            assertThat(journal.journal().acceptsNewWork()).isFalse();
        }
    }

    @Test
    void withoutSyncsBatchesSurviveTheProcess() throws IOException {
        LogSettings unsynced = new LogSettings(4096, 16384, 12_000, false);
        DrivenJournal journal = started(unsynced);
        journal.append();
        journal.workers().runAll();
        disk.setFaults((number, operation) -> {
            assertThat(operation).isNotEqualTo(Operation.SYNC);
            return Fault.NONE;
        });
        journal.append(history.next(10));
        journal.workers().stepWriter();
        disk.setFaults(DiskFaults.NONE);
        journal.appendAll(100);

        disk = disk.kill();
        newJournal(unsynced).recover();
        assertThat(history.acknowledged()).isEqualTo(102);
    }

    @Test
    void withoutSyncsAStopInOrderSurvivesTheMachine() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            disk = new SimulatedDisk(new SplittableRandom(seed));
            history = new BatchHistory(random.split(), DrivenJournal.SMALL.maxBatchBytes());
            LogSettings unsynced = new LogSettings(4096, 16384, 12_000, false);
            DrivenJournal journal = started(unsynced);
            journal.appendAll(60);
            journal.close();

            disk = disk.crash();
            newJournal(unsynced).recover();
            assertThat(history.acknowledged()).isEqualTo(60);
        }
    }

    @Test
    void whatIsWrittenIsCounted() throws IOException {
        List<String> counted = new ArrayList<>();
        DrivenJournal journal = new DrivenJournal(
                disk, new LogSettings(4096, 16384, 1, true), history, random.split(), counting(counted));
        journal.recover();
        assertThat(counted).containsExactly("recovered 0");
        counted.clear();

        journal.appendAll(1);

        assertThat(counted).hasSize(2).first().asString().matches("batch [1-9][0-9]*");
        assertThat(counted).last().asString().matches("snapshot [1-9][0-9]*");
        String size = counted.get(1).substring("snapshot ".length());
        counted.clear();
        new DrivenJournal(disk.crash(), DrivenJournal.SMALL, history, random.split(), counting(counted)).recover();
        assertThat(counted).containsExactly("recovered " + size);
    }

    @Test
    void aSnapshotThatFailsIsCounted() throws IOException {
        List<String> counted = new ArrayList<>();
        DrivenJournal journal = new DrivenJournal(
                disk, new LogSettings(4096, 16384, 1, true), history, random.split(), counting(counted));
        journal.recover();
        journal.append();
        journal.workers().runAll();
        Journal.SnapshotWriter writer = journal.journal().beginSnapshot(1, () -> {});
        journal.workers().runAll();
        disk.setFaults(from(Operation.SYNC, Fault.FAILURE));
        writer.write(history.snapshot(1).get(0));
        journal.workers().runAll();

        assertThat(counted).hasSize(3).endsWith("snapshot failed");
    }

    private static JournalStats counting(List<String> counted) {
        return new JournalStats() {
            @Override
            public void recovered(long snapshotBytes) {
                counted.add("recovered " + snapshotBytes);
            }

            @Override
            public void batchWritten(long bytes, long nanos) {
                counted.add("batch " + bytes);
            }

            @Override
            public void snapshotWritten(long bytes) {
                counted.add("snapshot " + bytes);
            }

            @Override
            public void snapshotFailed() {
                counted.add("snapshot failed");
            }
        };
    }

    @Test
    void worksOnAFolderWithThreadsOfItsOwn(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("a/journal");
        for (int life = 0; life < 3; life++) {
            BatchHistory.Check found = history.check();
            try (LocalJournal journal =
                    LocalJournal.open(folder, DrivenJournal.SMALL, SystemTimeSource.INSTANCE, JournalStats.DISABLED)) {
                found.endsAt(journal.recover(found));
                for (int i = 0; i < 30; i++) {
                    CompletableFuture<@Nullable Throwable> answer = new CompletableFuture<>();
                    journal.append(history.next(), new AnswerListener(answer));
                    assertThat(answer.join()).isNull();
                    history.acknowledge();
                }
                snapshot(journal);
            }
        }

        assertThat(folder.resolve(FileNames.snapshot(90))).exists();
        assertThat(folder.resolve(FileNames.snapshot(60))).doesNotExist();
        assertThat(history.acknowledged()).isEqualTo(90);
    }

    private void snapshot(LocalJournal journal) {
        assertThat(journal.wantsSnapshot()).isTrue();
        Semaphore told = new Semaphore(0);
        Journal.SnapshotWriter writer = journal.beginSnapshot(history.acknowledged(), told::release);
        history.snapshot(history.acknowledged()).forEach(writer::write);
        writer.finish();
        while (!writer.isDone()) {
            told.acquireUninterruptibly();
        }
    }

    private DrivenJournal newJournal() {
        return newJournal(DrivenJournal.SMALL);
    }

    private DrivenJournal newJournal(LogSettings settings) {
        return new DrivenJournal(disk, settings, history, random);
    }

    private DrivenJournal started() throws IOException {
        return started(DrivenJournal.SMALL);
    }

    private DrivenJournal started(LogSettings settings) throws IOException {
        DrivenJournal journal = newJournal(settings);
        journal.recover();
        return journal;
    }

    private List<String> files() throws IOException {
        return disk.list();
    }

    private List<String> segments() throws IOException {
        return disk.list().stream()
                .filter(name -> FileNames.segmentSequence(name).isPresent())
                .toList();
    }

    private List<String> snapshots() throws IOException {
        return disk.list().stream()
                .filter(name -> FileNames.snapshotSequence(name).isPresent())
                .toList();
    }

    private static byte[] bytesOf(String name, Map<String, byte[]> files) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static byte[] notZero(int size) {
        byte[] bytes = new byte[size];
        bytes[size - 100] = 1;
        return bytes;
    }

    /** A fault of the next operation of a kind, and of all later ones. */
    private static DiskFaults from(Operation kind, Fault fault) {
        return (number, operation) -> operation == kind ? fault : Fault.NONE;
    }

    private static final class IndifferentReader implements Journal.RecoveryReader {
        @Override
        public void readSnapshot(ByteBuffer part) {}

        @Override
        public void readBatch(ByteBuffer batch) {}
    }

    private static final class ThrowingReader implements Journal.RecoveryReader {
        @Override
        public void readSnapshot(ByteBuffer part) {
            throw new IllegalArgumentException("of no known version");
        }

        @Override
        public void readBatch(ByteBuffer batch) {
            throw new IllegalArgumentException("of no known version");
        }
    }

    private record AnswerListener(CompletableFuture<@Nullable Throwable> answer) implements Journal.AppendListener {
        @Override
        public void durable() {
            answer.complete(null);
        }

        @Override
        public void failed(Throwable cause) {
            answer.complete(cause);
        }
    }
}
