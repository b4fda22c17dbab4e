package dev.berth.server.runtime.jupyter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How sessions become kernels. Immutable.
 *
 * @param data the server's data folder; the sessions' folders lie in {@code sessions} there
 * @param kernelspec the kernel that every session gets
 * @param environment what kernels may inherit; only harmless variables of it reach them
 * @param launchesAtOnce how many kernels may be starting at a time, at least 1; the others wait in order
 * @param maxKernels the most kernels at a time, at least 1
 * @param memoryLimitBytes the most address space of one process of a kernel; 0 for no limit
 * @param launchTimeout how long a kernel may take until it answers
 * @param stopGrace how long a calculation that was told to stop may take to end, before its kernel is ended
 * @param heartbeatInterval how often a kernel is asked for a sign of life
 * @param outputBytes how much of each of a calculation's outputs is kept
 * @param sparkDefaults Spark properties that hold where a session names no other
 * @param dpuScale how much of the 4 virtual CPUs and 16 GB of a DPU a session's Spark gets
 */
public record JupyterConfig(
        Path data,
        Kernelspec kernelspec,
        Map<String, String> environment,
        int launchesAtOnce,
        int maxKernels,
        long memoryLimitBytes,
        Duration launchTimeout,
        Duration stopGrace,
        Duration heartbeatInterval,
        int outputBytes,
        Map<String, String> sparkDefaults,
        double dpuScale) {

    /** What is kept of an output by default: 16 MiB. */
    public static final int OUTPUT_BYTES = 16 << 20;

    /** How long a launch may take by default. */
    public static final Duration LAUNCH_TIMEOUT = Duration.ofMinutes(2);

    /** How long a calculation may ignore its stop by default. */
    public static final Duration STOP_GRACE = Duration.ofSeconds(10);

    /** How often a kernel is asked for a sign of life by default. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(10);

    /** Takes copies, and checks the ranges given above. */
    public JupyterConfig {
        data = data.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        sparkDefaults = Map.copyOf(sparkDefaults);
        require(launchesAtOnce >= 1, "must be >= 1: launchesAtOnce=" + launchesAtOnce);
        require(maxKernels >= 1, "must be >= 1: maxKernels=" + maxKernels);
        require(memoryLimitBytes >= 0, "must not be negative: memoryLimitBytes=" + memoryLimitBytes);
        require(outputBytes >= 1, "must be >= 1: outputBytes=" + outputBytes);
        require(dpuScale > 0, "must be > 0: dpuScale=" + dpuScale);
        requirePositive(launchTimeout, "launchTimeout");
        requirePositive(stopGrace, "stopGrace");
        requirePositive(heartbeatInterval, "heartbeatInterval");
    }

    private static void requirePositive(Duration value, String name) {
        require(!value.isNegative() && !value.isZero(), "must be positive: " + name + "=" + value);
    }

    private static void require(boolean holds, String text) {
        if (!holds) {
            throw new IllegalArgumentException(text);
        }
    }
}
