package dev.berth.server;

import dev.berth.api.SessionId;
import dev.berth.engine.Engine;
import dev.berth.server.ServerConfig.Kernels;
import dev.berth.server.ServerConfig.RuntimeName;
import dev.berth.server.ServerConfig.Runtimes;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.results.SessionSweeper;
import dev.berth.server.results.SweepConfig;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.server.runtime.jupyter.JupyterConfig;
import dev.berth.server.runtime.jupyter.JupyterRuntime;
import dev.berth.server.runtime.jupyter.Kernelspec;
import dev.berth.server.runtime.jupyter.Kernelspecs;
import dev.berth.server.runtime.simulated.Delay;
import dev.berth.server.runtime.simulated.EmptyResults;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import dev.berth.server.runtime.simulated.SimulatedRuntime;
import dev.berth.spi.SessionRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What sessions run on, and where what they put out is kept. */
final class Compute implements AutoCloseable {
    /** Where in the data folder sessions have theirs. */
    private static final String SESSIONS = "sessions";

    private static final System.Logger LOG = System.getLogger(Compute.class.getName());
    private static final Duration MAX_END = Duration.ofSeconds(20);
    private static final String UNKEPT = "unkept";
    private static final String INSTALL = "on Debian: apt-get install python3-ipykernel";
    private static final SweepConfig SWEEPS = new SweepConfig(Duration.ofMinutes(1), 100, Duration.ofMinutes(10));

    private final CloseStack opened = new CloseStack();
    private final Path data;
    private final Results results;
    private final SimulatedRuntime simulated;
    private final @Nullable JupyterRuntime jupyter;
    private final String description;

    private Compute(ServerConfig config, Path data, Map<String, String> environment, LaunchReader reader)
            throws IOException {
        this.data = data;
        Runtimes wanted = config.runtimes();
        Optional<Kernelspec> kernel = kernel(wanted, environment);
        try {
            this.results = opened.push(Results.open(data, config.results()));
            EmptyResults output = opened.push(new EmptyResults(reader, results.store(), data.resolve(UNKEPT)));
            this.simulated = opened.push(SimulatedRuntime.onWheel(wanted.simulated(), output));
            this.jupyter = kernel.isEmpty()
                    ? null
                    : opened.push(new JupyterRuntime(
                            jupyterConfig(wanted.kernels(), kernel.get(), environment), reader, results.store()));
        } catch (IOException | RuntimeException failure) {
            opened.closeAll();
            throw failure;
        }
        this.description =
                kernel.isPresent() ? describe(wanted, kernel.get()) : whySimulated(wanted) + times(wanted.simulated());
    }

    private static Optional<Kernelspec> kernel(Runtimes wanted, Map<String, String> environment) {
        if (wanted.name() == RuntimeName.SIMULATED) {
            return Optional.empty();
        }
        Optional<Kernelspec> kernel = Kernelspecs.find(wanted.kernels().kernelspec(), environment);
        if (kernel.isEmpty() && wanted.name() == RuntimeName.JUPYTER) {
            throw new ConfigException("runtime.name: there is no Jupyter kernel "
                    + wanted.kernels().kernelspec() + "; " + INSTALL);
        }
        return kernel;
    }

    private JupyterConfig jupyterConfig(Kernels kernels, Kernelspec kernel, Map<String, String> environment) {
        return new JupyterConfig(
                data,
                kernel,
                environment,
                kernels.launchesAtOnce(),
                kernels.maxKernels(),
                kernels.memoryLimitBytes(),
                JupyterConfig.LAUNCH_TIMEOUT,
                kernels.stopGrace(),
                JupyterConfig.HEARTBEAT_INTERVAL,
                kernels.outputBytes(),
                kernels.sparkDefaults(),
                kernels.dpuScale());
    }

    private static String describe(Runtimes wanted, Kernelspec kernel) {
        String why = wanted.name() == RuntimeName.AUTO ? ", because it is installed" : "";
        Kernels kernels = wanted.kernels();
        return "Jupyter kernel " + kernel.name() + " of " + kernel.folder() + why + ": one for each session, at most "
                + Figures.count(kernels.maxKernels()) + "; where PySpark is installed, a DPU is "
                + String.format(Locale.ROOT, "%.3g", kernels.dpuScale()) + " of 4 vCPUs and 16 GB";
    }

    private static String whySimulated(Runtimes wanted) {
        String why = wanted.name() == RuntimeName.SIMULATED
                ? ""
                : ", because there is no Jupyter kernel " + wanted.kernels().kernelspec() + " (" + INSTALL + ")";
        return "simulated" + why + ": no code runs, and sessions take their time: ";
    }

    /**
     * Opens what the configuration says.
     *
     * @param data the server's data folder
     * @param environment where kernels are looked for, and what they inherit
     * @param reader reads what starts have asked for
     * @throws ConfigException if the runtime that is wanted is not there
     */
    static Compute open(ServerConfig config, Path data, Map<String, String> environment, LaunchReader reader)
            throws IOException {
        return new Compute(config, data, environment, reader);
    }

    /** The runtime of each engine version. */
    Map<String, SessionRuntime> runtimes() {
        SessionRuntime pySpark = jupyter == null ? simulated : jupyter;
        return Map.of(EngineVersions.PYSPARK_3, pySpark, EngineVersions.SPARK_3_5, simulated);
    }

    /** What sessions of an engine version run on, in a word; {@code null} if there is nothing for them. */
    @Nullable
    String runtimeOf(String engineVersion) {
        SessionRuntime runtime = runtimes().get(engineVersion);
        return runtime == null ? null : runtime.name();
    }

    /** Ends the compute of sessions that are not live any more. Before anything can start one. */
    void endOrphans(Predicate<SessionId> isLive) {
        if (jupyter != null) {
            jupyter.endOrphans(isLive);
        }
    }

    /** Ends all sessions whose compute would outlive the process, and that compute. Waits for it, but not for ever. */
    void endAll(Engine engine) {
        if (jupyter != null) {
            int left = new SessionEnder(engine, EngineVersions.PYSPARK_3).end(MAX_END);
            if (left > 0) {
                LOG.log(System.Logger.Level.WARNING, "{0} sessions have not ended in time", left);
            }
            jupyter.endAll();
        }
    }

    Results results() {
        return results;
    }

    /** What sessions run on, and why, for an operator. */
    String description() {
        return description;
    }

    /** Begins to remove what is left of sessions that are not known any more. */
    SessionSweeper sweep(Predicate<SessionId> isKnown) {
        List<Path> folders = List.of(results.folder(), data.resolve(SESSIONS));
        return SessionSweeper.start(SWEEPS, folders, isKnown, results.store());
    }

    @Override
    public void close() {
        opened.closeAll();
    }

    private static String times(SimulatedConfig simulated) {
        return "launch " + describe(simulated.launch()) + "; calculation " + describe(simulated.calculation())
                + "; end " + describe(simulated.terminate());
    }

    private static String describe(Delay delay) {
        String median = HumanDuration.format(delay.median());
        return delay.p99().equals(delay.median())
                ? median
                : "median " + median + ", p99 " + HumanDuration.format(delay.p99());
    }
}
