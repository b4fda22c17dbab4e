package dev.berth.server.runtime.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelspecsTest {
    @TempDir
    private Path folder;

    @Test
    void kernelspec_isReadWhole() throws IOException {
        write("jupyter", "mine", """
                {"argv": ["run", "-f", "{connection_file}", "{resource_dir}/x"], "display_name": "Mine", "language": "r",
                 "interrupt_mode": "message", "env": {"HOW": "so"}}""");

        Kernelspec spec = Kernelspecs.find("mine", Map.of("JUPYTER_PATH", "/none:" + folder.resolve("jupyter")))
                .orElseThrow();

        assertThat(spec.language()).isEqualTo("r");
        assertThat(spec.interruptByMessage()).isTrue();
        assertThat(spec.environment()).containsExactly(Map.entry("HOW", "so"));
        assertThat(spec.command(Path.of("/c.json")))
                .isEqualTo(List.of("run", "-f", "/c.json", folder.resolve("jupyter/kernels/mine") + "/x"));
    }

    @Test
    void jupyterPath_comesBeforeTheUsersFolder() throws IOException {
        write(".local/share/jupyter", "mine", "{\"argv\": [\"users\"]}");
        Map<String, String> environment = Map.of(
                "HOME",
                folder.toString(),
                "JUPYTER_PATH",
                folder.resolve("jupyter").toString());

        assertThat(Kernelspecs.find("mine", environment).orElseThrow().arguments())
                .containsExactly("users");

        write("jupyter", "mine", "{\"argv\": [\"path\"]}");
        assertThat(Kernelspecs.find("mine", environment).orElseThrow().arguments())
                .containsExactly("path");
        assertThat(Kernelspecs.find("mine", environment).orElseThrow().interruptByMessage())
                .isFalse();
    }

    @Test
    void kernelThatIsNotInstalled_isNotFound() {
        assertThat(Kernelspecs.find("no-such-kernel", Map.of("HOME", folder.toString())))
                .isEmpty();
    }

    @Test
    void fileThatIsNoKernelspec_isRefusedByName() throws IOException {
        write("jupyter", "mine", "{\"argv\": 3}");

        assertThatThrownBy(() -> Kernelspecs.find(
                        "mine", Map.of("JUPYTER_PATH", folder.resolve("jupyter").toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernels/mine/kernel.json");
    }

    private void write(String data, String name, String json) throws IOException {
        Path kernel =
                Files.createDirectories(folder.resolve(data).resolve("kernels").resolve(name));
        Files.writeString(kernel.resolve("kernel.json"), json);
    }
}
