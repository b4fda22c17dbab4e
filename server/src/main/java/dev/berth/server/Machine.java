package dev.berth.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this machine, or the container that the server is in, has for compute.
 *
 * @param processors how many processors
 * @param memoryBytes how much memory
 */
record Machine(int processors, long memoryBytes) {
    private static final int CPUS_OF_A_DPU = 4;
    private static final long BYTES_OF_A_DPU = 16L << 30;

    static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
    }

    /** The share of a DPU's compute that a DPU gets here, so that a session of the given size has the machine to itself. */
    double shareOfADpu(int dpusOfLargestSession) {
        double dpus = Math.min((double) processors / CPUS_OF_A_DPU, (double) memoryBytes / BYTES_OF_A_DPU);
        return Math.min(1, dpus / dpusOfLargestSession);
    }
}
