package dev.berth.server.runtime.jupyter;

import dev.berth.api.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;

/** How large a session's Spark is: what its DPUs come to on this machine, below what was asked for by name. */
final class SparkProperties {
    private static final int CORES_PER_DPU = 4;
    private static final int MEBIBYTES_PER_DPU = 16 * 1_024;
    /** Spark refuses to start with less than 450 MiB. */
    private static final long MIN_MEBIBYTES = 512;

    private SparkProperties() {}

    /**
     * The properties of a session.
     *
     * @param scale how much of a DPU's cores and memory there is
     * @param defaults hold over what the DPUs come to
     * @param asked hold over all
     */
    static Map<String, String> of(
            SessionId id, int dpus, double scale, Map<String, String> defaults, Map<String, String> asked) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spark.master", "local[" + Math.max(1, Math.round(dpus * CORES_PER_DPU * scale)) + "]");
        properties.put(
                "spark.driver.memory", Math.max(MIN_MEBIBYTES, Math.round(dpus * MEBIBYTES_PER_DPU * scale)) + "m");
        properties.put("spark.app.name", id.toString());
        properties.putAll(defaults);
        properties.putAll(asked);
        return properties;
    }
}
