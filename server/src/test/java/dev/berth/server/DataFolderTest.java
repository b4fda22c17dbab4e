package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path parent;

    @Test
    void open_makesTheFolder() throws IOException {
        Path path = parent.resolve("a/b");

        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path.toAbsolutePath()).isDirectory();
        }
    }

    @Test
    void open_whileHeld_isRefusedNamingFolderAndProcess() throws IOException {
        try (DataFolder held = DataFolder.open(parent)) {
            assertThatThrownBy(() -> DataFolder.open(parent))
                    .isInstanceOf(StartException.class)
                    .hasMessage("data folder " + held.path() + " is in use by another server, process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void open_afterClose_succeeds() throws IOException {
        DataFolder.open(parent).close();

        DataFolder.open(parent).close();
    }

    @Test
    void open_ofAFile_isRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartException.class)
                .hasMessage("data folder " + file + " is not a folder");
    }

    @Test
    void open_belowAFile_isRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file.resolve("folder")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cannot be written to");
    }
}
