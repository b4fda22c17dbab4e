package dev.berth.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.journal.Disk.DiskFile;
import dev.berth.engine.testing.DiskFaults.Fault;
import dev.berth.engine.testing.DiskFaults.Operation;
import dev.berth.engine.testing.SimulatedDisk.StoppedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The disk keeps what it promises in every run, and in some runs breaks whatever it may break. */
class SimulatedDiskTest {
    private static final int PAGE = SimulatedFile.PAGE_BYTES;
    private static final int RUNS = 400;

    @Test
    void whatWasSyncedIsThereAfterACrash() {
        assertThat(outcomes(disk -> {
                    DiskFile file = disk.create("a");
                    write(file, 0, 3 * PAGE, 1);
                    file.sync();
                    disk.syncFolder();
                }))
                .containsExactly("a=1 1 1");
    }

    @Test
    void eachPageThatWasNotSyncedIsOldNewOrSomeOfEach() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    write(file, 0, 2 * PAGE, 2);
                }))
                .contains("a=1 1", "a=1 2", "a=2 1", "a=2 2", "a=torn 2", "a=1 torn")
                .allMatch(each -> each.matches("a=(1|2|torn) (1|2|torn)"));
    }

    @Test
    void whatWasWrittenTwiceMayBeThereAsItWasInBetween() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    write(file, 0, PAGE, 2);
                    write(file, 0, PAGE, 3);
                }))
                .contains("a=1 1", "a=2 1", "a=3 1");
    }

    @Test
    void aSizeThatWasNotSyncedMayBeTheOldOne() {
        assertThat(outcomes(disk -> write(stored(disk, 1), 2 * PAGE, 2 * PAGE, 2)))
                .contains("a=1 1", "a=1 1 2 2", "a=1 1 0 2");
    }

    @Test
    void changesOfTheFolderThatWereNotSyncedHappenedOrNot() {
        assertThat(outcomes(disk -> {
                    stored(disk, 1);
                    disk.create("b");
                    disk.delete("a");
                }))
                .containsExactlyInAnyOrder("", "a=1 1", "a=1 1, b=", "b=");
    }

    @Test
    void aRenameHappenedOrNot() {
        assertThat(outcomes(disk -> {
                    DiskFile file = disk.create("b");
                    write(file, 0, PAGE, 2);
                    file.sync();
                    stored(disk, 1);
                    disk.rename("b", "a");
                }))
                .containsExactlyInAnyOrder("a=1 1, b=2", "a=2");
    }

    @Test
    void afterAKillEverythingIsThereAsItWasShown() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        write(disk.create("a"), 0, PAGE, 1);

        SimulatedDisk next = disk.kill();

        assertThat(describe(next.contents())).isEqualTo("a=1");
        assertThatThrownBy(disk::list).isInstanceOf(StoppedException.class);
        assertThat(outcomes(other -> write(other.create("a"), 0, PAGE, 1))).contains("");
    }

    @Test
    void whatAFailedSyncHasDroppedNoLaterSyncBrings() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    write(file, 0, 2 * PAGE, 2);
                    disk.setFaults((number, operation) -> Fault.FAILURE);
                    assertThatIOException().isThrownBy(file::sync);
                    disk.setFaults(DiskFaults.NONE);
                    assertThat(describe(disk.contents())).isEqualTo("a=2 2");
                    file.sync();
                }))
                .containsExactlyInAnyOrder("a=1 1", "a=1 2", "a=2 1", "a=2 2");
    }

    @Test
    void whatIsWrittenAgainAfterAFailedSyncIsBroughtByTheNext() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    write(file, 0, 2 * PAGE, 2);
                    disk.setFaults((number, operation) -> Fault.FAILURE);
                    assertThatIOException().isThrownBy(file::sync);
                    disk.setFaults(DiskFaults.NONE);
                    write(file, 0, 2 * PAGE, 2);
                    file.sync();
                }))
                .containsExactly("a=2 2");
    }

    @Test
    void aSyncInWhichTheMachineStopsBringsSomePages() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    write(file, 0, 2 * PAGE, 2);
                    disk.setFaults((number, operation) -> Fault.CRASH_DURING);
                    assertThatThrownBy(file::sync).isInstanceOf(StoppedException.class);
                }))
                .contains("a=1 1", "a=1 2", "a=2 1", "a=2 2");
    }

    @Test
    void aMachineStopsBeforeOrAfterAnOperation() throws IOException {
        for (Fault fault : Set.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
            DiskFile file = stored(disk, 1);
            write(file, 0, 2 * PAGE, 2);
            disk.setFaults(DiskFaults.once(disk.operations() + 1, fault));
            assertThatThrownBy(file::sync)
                    .isInstanceOf(StoppedException.class)
                    .hasMessageContaining(Operation.SYNC.name());

            assertThat(disk.isStopped()).isTrue();
            assertThatThrownBy(() -> disk.open("a")).isInstanceOf(StoppedException.class);
            if (fault == Fault.CRASH_AFTER) {
                assertThat(describe(disk.crash().contents())).isEqualTo("a=2 2");
            }
        }
    }

    @Test
    void aWriteThatFailsMayHaveHappenedInPart() {
        assertThat(outcomes(disk -> {
                    DiskFile file = stored(disk, 1);
                    disk.setFaults((number, operation) -> Fault.FAILURE);
                    assertThatIOException()
                            .isThrownBy(() -> write(file, 0, 2 * PAGE, 2))
                            .withMessage("simulated failure of WRITE");
                    disk.setFaults(DiskFaults.NONE);
                    file.sync();
                }))
                .contains("a=torn 1", "a=2 torn");
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        DiskFile file = disk.create("a");
        write(file, 0, PAGE, 1);
        disk.setCapacityBytes(2 * PAGE);

        assertThatIOException().isThrownBy(() -> write(file, PAGE, 3 * PAGE, 2)).withMessage("No space left on device");
        write(file, 0, 2 * PAGE, 3);

        assertThat(disk.usedBytes()).isEqualTo(2 * PAGE);
        assertThat(describe(disk.contents())).isEqualTo("a=3 3");
        disk.setCapacityBytes(0);
        write(file, 0, 2 * PAGE, 4);
    }

    @Test
    void refusesWhatAFolderRefuses() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        DiskFile file = disk.create("a");

        assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename("b", "a")).isInstanceOf(NoSuchFileException.class);
        disk.delete("b");
        assertThat(disk.openFiles()).isEqualTo(1);
        file.close();
        file.close();
        assertThat(disk.openFiles()).isZero();
        assertThatThrownBy(() -> write(file, 0, 1, 1)).isInstanceOf(ClosedChannelException.class);
    }

    /** Something done to a disk before its machine stops. */
    private interface Doing {
        void to(SimulatedDisk disk) throws IOException;
    }

    /** All that is found after crashes of as many machines as there are runs. */
    private static Set<String> outcomes(Doing doing) {
        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < RUNS; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
            try {
                doing.to(disk);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            outcomes.add(describe(disk.crash().contents()));
        }
        return outcomes;
    }

    /** A file of two pages that is on the disk with its name. */
    private static DiskFile stored(SimulatedDisk disk, int fill) throws IOException {
        DiskFile file = disk.create("a");
        write(file, 0, 2 * PAGE, fill);
        file.sync();
        disk.syncFolder();
        return file;
    }

    private static void write(DiskFile file, int position, int bytes, int fill) throws IOException {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) fill);
        file.write(ByteBuffer.wrap(content), position);
    }

    /** Each file with what fills its pages. */
    private static String describe(Map<String, byte[]> files) {
        StringBuilder text = new StringBuilder();
        files.forEach((name, content) -> {
            text.append(text.isEmpty() ? "" : ", ").append(name).append('=');
            for (int from = 0; from < content.length; from += PAGE) {
                byte[] page = Arrays.copyOfRange(content, from, Math.min(from + PAGE, content.length));
                byte[] even = new byte[page.length];
                Arrays.fill(even, page[0]);
                text.append(from == 0 ? "" : " ").append(Arrays.equals(page, even) ? String.valueOf(page[0]) : "torn");
            }
        });
        return text.toString();
    }
}
