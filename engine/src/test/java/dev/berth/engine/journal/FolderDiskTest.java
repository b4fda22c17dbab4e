package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.journal.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDiskTest {
    @TempDir
    private Path parent;

    @Test
    void makesTheFolderWithAllAboveIt() throws IOException {
        Path folder = parent.resolve("a/b/c");

        FolderDisk.open(folder).close();

        assertThat(folder).isDirectory();
    }

    @Test
    void listsFilesButNeitherFoldersNorTheLock() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            Files.createDirectory(parent.resolve("folder"));
            disk.create("a").close();
            disk.create("b").close();

            assertThat(disk.list()).containsExactlyInAnyOrder("a", "b");
            assertThat(disk.description()).isEqualTo(parent.toString());
        }
    }

    @Test
    void bytesAreReadWhereTheyWereWritten() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            try (DiskFile file = disk.create("a")) {
                file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
                file.sync();
                file.write(ByteBuffer.wrap(new byte[] {9}), 0);
            }
            disk.syncFolder();
            try (DiskFile file = disk.open("a")) {
                ByteBuffer bytes = ByteBuffer.allocate(20);
                assertThat(file.size()).isEqualTo(8);
                assertThat(file.read(bytes, 0)).isEqualTo(8);
                assertThat(bytes.array()).startsWith(9, 0, 0, 0, 0, 1, 2, 3);
                assertThat(file.read(ByteBuffer.allocate(1), 8)).isZero();
                assertThat(file.read(ByteBuffer.allocate(1), 100)).isZero();
            }
        }
    }

    @Test
    void aRenameTakesThePlaceOfWhatIsThere() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            disk.create("a").close();
            try (DiskFile file = disk.create("b")) {
                file.write(ByteBuffer.wrap(new byte[] {7}), 0);
            }

            disk.rename("b", "a");

            assertThat(disk.list()).containsExactly("a");
            assertThat(parent.resolve("a")).hasBinaryContent(new byte[] {7});
        }
    }

    @Test
    void deletesWhatIsThereAndNothingElse() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            disk.create("a").close();

            disk.delete("a");
            disk.delete("a");

            assertThat(disk.list()).isEmpty();
        }
    }

    @Test
    void createsWhatIsMissingAndOpensWhatIsThere() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            assertThatThrownBy(() -> disk.open("a")).isInstanceOf(NoSuchFileException.class);
            disk.create("a").close();
            assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void aFolderThatMustBeThereIsNotMade() {
        Path missing = parent.resolve("missing");

        assertThatIOException()
                .isThrownBy(() -> FolderDisk.openReadOnly(missing))
                .withMessage("there is no folder " + missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aSecondUserOfTheFolderIsRefused() throws IOException {
        FolderDisk held = FolderDisk.open(parent);
        String refusal = "folder " + parent + " is in use by another process";

        assertThatIOException().isThrownBy(() -> FolderDisk.open(parent)).withMessage(refusal);
        assertThatIOException()
                .isThrownBy(() -> FolderDisk.openReadOnly(parent))
                .withMessage(refusal);
        held.close();

        FolderDisk.openReadOnly(parent).close();
    }

    @Test
    void aFolderThatIsOnlyReadIsNotChanged() throws IOException {
        try (FolderDisk disk = FolderDisk.open(parent)) {
            disk.create("a").close();
        }
        String refusal = "folder " + parent + " was opened to be read only";

        try (FolderDisk disk = FolderDisk.openReadOnly(parent)) {
            assertThatIOException().isThrownBy(() -> disk.create("b")).withMessage(refusal);
            assertThatIOException().isThrownBy(() -> disk.rename("a", "b")).withMessage(refusal);
            assertThatIOException().isThrownBy(() -> disk.delete("a")).withMessage(refusal);
            try (DiskFile file = disk.open("a")) {
                assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
                        .isInstanceOf(NonWritableChannelException.class);
            }
            assertThatIOException().isThrownBy(() -> FolderDisk.open(parent)).withMessageContaining("is in use");
            assertThat(disk.list()).containsExactly("a");
        }
        FolderDisk.open(parent).close();
    }

    @Test
    void aCopyWithoutALockCanBeRead() throws IOException {
        Files.createFile(parent.resolve("a"));

        try (FolderDisk disk = FolderDisk.openReadOnly(parent)) {
            assertThat(disk.list()).containsExactly("a");
        }
        assertThat(parent.resolve("lock")).doesNotExist();
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        try (FolderDisk held = FolderDisk.open(parent)) {
            assertThat(outputOfAnotherProcess())
                    .isEqualTo("folder " + held.description() + " is in use by another process");
        }
        assertThat(outputOfAnotherProcess()).isEqualTo("taken");
    }

    private String outputOfAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        parent.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    /** The other process: takes a folder and says how that went. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) {
            try (FolderDisk disk = FolderDisk.open(Path.of(arguments[0]))) {
                System.out.println(disk.list().isEmpty() ? "taken" : "taken, and not empty");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
