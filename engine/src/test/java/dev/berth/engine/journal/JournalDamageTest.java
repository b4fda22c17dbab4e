package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.QuietLogs;
import dev.berth.engine.testing.Seeds;
import dev.berth.engine.testing.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A folder that something else than a crash has changed. Whatever it was, the next start either finds all that was there or
 * refuses and says where; it never finds anything else. Repeat a failure with the printed seed.
 */
@ExtendWith(QuietLogs.class)
class JournalDamageTest {
    private static final LogSettings SMALL = DrivenJournal.SMALL;
    private static final int BATCHES = 100;

    private SplittableRandom random = new SplittableRandom();
    private BatchHistory history = new BatchHistory(random, SMALL.maxBatchBytes());
    private Map<String, byte[]> crashed = Map.of();
    private Map<String, byte[]> stopped = Map.of();
    private LogScan.@Nullable Found scanned;

    /** A snapshot, segments with batches before and after it, a spare; the same folder after a stop in order. */
    @BeforeEach
    void fill() throws IOException {
        random = new SplittableRandom(Seeds.next(JournalDamageTest.class));
        history = new BatchHistory(random.split(), SMALL.maxBatchBytes());
        SimulatedDisk disk = new SimulatedDisk(random.split());
        DrivenJournal journal = new DrivenJournal(disk, SMALL, history, random.split());
        journal.recover();
        journal.appendAll(BATCHES);
        do {
            journal.appendAll(1);
            crashed = disk.contents();
            scanned = LogScan.read(SimulatedDisk.holding(crashed, random.split()), history.check());
        } while (scanned.segments().size() < 2
                || scanned.lastSequence() < scanned.segments().lastKey() + 3);
        journal.close();
        stopped = disk.contents();
        assertThat(end().snapshotSequence()).isPositive();
        assertThat(segments(crashed)).hasSizeGreaterThan(1);
        assertThat(stopped).containsKey(FileNames.CLOSING_MARKER).containsKey(FileNames.SPARE);
    }

    @Test
    void afterAStopInOrderAnyByteMayBeWrong() throws IOException {
        for (String name : stopped.keySet()) {
            for (int at = 0; at < bytesOf(name, stopped).length; at += step(at)) {
                expectAllOrDamage(flipped(stopped, name, at), "byte " + at + " of " + name);
            }
        }
    }

    @Test
    void afterAStopInOrderAnyFileMayBeShorter() throws IOException {
        for (String name : stopped.keySet()) {
            for (int length = 0; length < bytesOf(name, stopped).length; length += step(length)) {
                expectAllOrDamage(cut(stopped, name, length), name + " of " + length + " bytes");
            }
        }
    }

    @Test
    void afterAStopInOrderAnyFileMayBeMissing() throws IOException {
        for (String name : stopped.keySet()) {
            Map<String, byte[]> files = copy(stopped);
            files.remove(name);
            expectAllOrDamage(files, "without " + name);
        }
    }

    @Test
    void afterAStopInOrderAnyTwoFilesMayBeExchanged() throws IOException {
        expectAllOrDamageOfExchanged(stopped);
    }

    @Test
    void afterACrashAnyTwoFilesMayBeExchanged() throws IOException {
        expectAllOrDamageOfExchanged(crashed);
    }

    @Test
    void afterAStopInOrderAnyFileMayBeThereTwice() throws IOException {
        expectAllOrDamageOfDoubled(stopped);
    }

    @Test
    void afterACrashAnyFileMayBeThereTwice() throws IOException {
        expectAllOrDamageOfDoubled(crashed);
    }

    @Test
    void afterACrashAnyByteBeforeTheLastBatchMayBeWrong() throws IOException {
        for (String name : crashed.keySet()) {
            for (int at = 0; at < bytesOf(name, crashed).length; at += step(at)) {
                if (!isInLastBatch(name, at)) {
                    expectAllOrDamage(flipped(crashed, name, at), "byte " + at + " of " + name);
                }
            }
        }
    }

    @Test
    void afterACrashABrokenLastBatchIsCut() throws IOException {
        int cuts = 0;
        for (long at = end().lastBatchAt(); at < end().end(); at++) {
            Map<String, byte[]> files = flipped(crashed, lastSegment(), (int) at);
            BatchHistory left = history.copyAcknowledgedUpTo(history.acknowledged() - 1);
            new DrivenJournal(SimulatedDisk.holding(files, random.split()), SMALL, left, random.split()).recover();
            cuts += left.acknowledged() < history.acknowledged() ? 1 : 0;
        }
        assertThat(cuts).isGreaterThanOrEqualTo((int) (end().end() - end().lastBatchAt()) - 7);
    }

    /** A segment never changes its size, so even what is cut off at the end of the last one is no torn batch. */
    @Test
    void afterACrashAShorterSegmentIsDamage() throws IOException {
        for (String name : segments(crashed)) {
            for (int length = 0; length < bytesOf(name, crashed).length; length += step(length)) {
                assertThat(damageOf(cut(crashed, name, length), name + " of " + length + " bytes"))
                        .contains(name);
            }
        }
    }

    @Test
    void afterACrashAnyFileButTheLastSegmentMayBeMissing() throws IOException {
        for (String name : crashed.keySet()) {
            if (!name.equals(lastSegment())) {
                Map<String, byte[]> files = copy(crashed);
                files.remove(name);
                expectAllOrDamage(files, "without " + name);
            }
        }
    }

    private void expectAllOrDamageOfExchanged(Map<String, byte[]> intact) throws IOException {
        for (String one : intact.keySet()) {
            for (String other : intact.keySet()) {
                if (one.compareTo(other) < 0) {
                    Map<String, byte[]> files = copy(intact);
                    files.put(one, bytesOf(other, intact));
                    files.put(other, bytesOf(one, intact));
                    expectAllOrDamage(files, one + " and " + other + " exchanged");
                }
            }
        }
    }

    private void expectAllOrDamageOfDoubled(Map<String, byte[]> intact) throws IOException {
        List<String> names = new ArrayList<>(intact.keySet());
        for (long near : new long[] {1, end().snapshotSequence(), end().lastSequence()}) {
            for (long sequence = Math.max(0, near - 2); sequence <= near + 2; sequence++) {
                names.add(FileNames.segment(sequence));
                names.add(FileNames.snapshot(sequence));
            }
        }
        names.add(FileNames.CLOSING_MARKER);
        for (String from : intact.keySet()) {
            for (String to : names) {
                Map<String, byte[]> files = copy(intact);
                files.put(to, bytesOf(from, intact).clone());
                expectAllOrDamage(files, from + " also as " + to);
            }
        }
    }

    /** A start finds everything, and goes on from there, or refuses, and leaves everything as it is. */
    private void expectAllOrDamage(Map<String, byte[]> files, String what) throws IOException {
        SimulatedDisk disk = SimulatedDisk.holding(files, random.split());
        BatchHistory all = history.copyAcknowledgedUpTo(history.acknowledged());
        DrivenJournal journal = new DrivenJournal(disk, SMALL, all, random.split());
        try {
            journal.recover();
        } catch (IOException damage) {
            assertThat(damage.getMessage()).as(what).containsPattern("(segment|snapshot|closed|batch)");
            journal.close();
            assertThat(disk.operations()).as(what).isZero();
            return;
        } catch (AssertionError e) {
            throw new AssertionError("wrong content: " + what, e);
        }
        if (random.nextInt(20) == 0) {
            journal.appendAll(30);
            new DrivenJournal(disk.crash(), SMALL, all, random.split()).recover();
        }
    }

    private String damageOf(Map<String, byte[]> files, String what) throws IOException {
        SimulatedDisk disk = SimulatedDisk.holding(files, random.split());
        try {
            new DrivenJournal(disk, SMALL, history, random.split()).recover();
        } catch (DamagedJournalException damage) {
            return Objects.requireNonNull(damage.getMessage());
        }
        throw new AssertionError("no damage was found: " + what);
    }

    /** Every byte of a header, and some of the others. */
    private int step(int at) {
        return at < FileHeader.BYTES ? 1 : random.nextInt(1, 32);
    }

    private boolean isInLastBatch(String name, int at) {
        return name.equals(lastSegment()) && at >= end().lastBatchAt() && at < end().end();
    }

    private LogScan.Found end() {
        return Objects.requireNonNull(scanned);
    }

    private String lastSegment() {
        return Objects.requireNonNull(end().lastSegment());
    }

    private static List<String> segments(Map<String, byte[]> files) {
        return files.keySet().stream()
                .filter(name -> FileNames.segmentSequence(name).isPresent())
                .toList();
    }

    private static Map<String, byte[]> flipped(Map<String, byte[]> intact, String name, int at) {
        Map<String, byte[]> files = copy(intact);
        bytesOf(name, files)[at] ^= (byte) (1 << (at * 5 % 8));
        return files;
    }

    private static Map<String, byte[]> cut(Map<String, byte[]> intact, String name, int length) {
        Map<String, byte[]> files = copy(intact);
        files.put(name, Arrays.copyOf(bytesOf(name, files), length));
        return files;
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> intact) {
        Map<String, byte[]> files = new TreeMap<>();
        intact.forEach((name, bytes) -> files.put(name, bytes.clone()));
        return files;
    }

    private static byte[] bytesOf(String name, Map<String, byte[]> files) {
        return Objects.requireNonNull(files.get(name), name);
    }
}
