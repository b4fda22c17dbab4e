package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.athena.EngineVersions;
import dev.berth.server.results.S3Uri;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.spi.SessionRuntime;
import dev.berth.spi.SessionRuntime.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeTest {
    /** No machine has one of this name. */
    private static final String KERNEL = "kernel-of-a-test";

    @TempDir
    private Path folder;

    private <T> T with(String runtime, Function<Compute, T> look) throws IOException {
        Map<String, String> flags = new HashMap<>(Map.of(
                "runtime.name",
                runtime,
                "runtime.jupyter.kernel",
                KERNEL,
                "runtime.jupyter.max-kernels",
                "7",
                "runtime.jupyter.dpu-scale",
                "0.25"));
        Map<String, String> environment = Map.of("JUPYTER_PATH", folder.toString());
        ServerConfig config = ServerConfig.load(flags, Map.of());
        try (Compute compute = Compute.open(
                config, Files.createDirectories(folder.resolve("data")), environment, new NothingAsked())) {
            return look.apply(compute);
        }
    }

    private String description(String runtime) throws IOException {
        return with(runtime, Compute::description);
    }

    private Map<String, String> runtimes(String runtime) throws IOException {
        return with(runtime, compute -> {
            Map<String, String> names = new HashMap<>();
            for (Map.Entry<String, SessionRuntime> each : compute.runtimes().entrySet()) {
                names.put(each.getKey(), each.getValue().name());
            }
            return names;
        });
    }

    private Path installKernel() throws IOException {
        Path kernel = Files.createDirectories(folder.resolve("kernels").resolve(KERNEL));
        Files.writeString(kernel.resolve("kernel.json"), "{\"argv\":[\"false\"],\"language\":\"python\"}");
        return kernel;
    }

    @Test
    void auto_withoutAKernel_isSimulated_andTellsWhy() throws IOException {
        assertThat(description("auto"))
                .isEqualTo(
                        "simulated, because there is no Jupyter kernel " + KERNEL
                                + " (on Debian: apt-get install python3-ipykernel): no code runs, and sessions take their time:"
                                + " launch median 300ms, p99 1s; calculation median 100ms, p99 500ms; end median 50ms, p99 200ms");
        assertThat(runtimes("auto"))
                .isEqualTo(Map.of(
                        EngineVersions.PYSPARK_3, "simulated",
                        EngineVersions.SPARK_3_5, "simulated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jupyter"})
    void installedKernel_isUsed_forPySpark(String runtime) throws IOException {
        Path kernel = installKernel();

        assertThat(description(runtime))
                .isEqualTo("Jupyter kernel " + KERNEL + " of " + kernel
                        + (runtime.equals("auto") ? ", because it is installed" : "")
                        + ": one for each session, at most 7; where PySpark is installed, a DPU is 0.250 of 4 vCPUs and"
                        + " 16 GB");
        assertThat(runtimes(runtime))
                .isEqualTo(Map.of(
                        EngineVersions.PYSPARK_3, "jupyter",
                        EngineVersions.SPARK_3_5, "simulated"));
    }

    @Test
    void jupyter_withoutAKernel_isRefused() {
        assertThatThrownBy(() -> description("jupyter"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("runtime.name: there is no Jupyter kernel " + KERNEL
                        + "; on Debian: apt-get install python3-ipykernel");
    }

    @Test
    void simulated_looksForNoKernel() throws IOException {
        installKernel();

        assertThat(description("simulated"))
                .startsWith("simulated: no code runs, and sessions take their time: launch ");
        assertThat(runtimes("simulated")).containsEntry(EngineVersions.PYSPARK_3, "simulated");
    }

    /** Nothing is launched here. */
    private static final class NothingAsked implements LaunchReader {
        @Override
        public S3Uri results(Launch launch) {
            throw new AssertionError("launched: " + launch);
        }

        @Override
        public Map<String, String> sparkProperties(Launch launch) {
            throw new AssertionError("launched: " + launch);
        }

        @Override
        public @Nullable S3Uri notebook(Launch launch) {
            throw new AssertionError("launched: " + launch);
        }
    }
}
