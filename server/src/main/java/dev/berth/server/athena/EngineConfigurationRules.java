package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Spark engine asks of an EngineConfiguration beyond the model: a session's, and the default of a work group. */
final class EngineConfigurationRules {
    private static final String SPARK_DEFAULTS = "spark-defaults";
    private static final String RESERVED_PREFIX = "spark.athena.";

    private static final List<String> PYSPARK_3_LACKS = List.of("Classifications");
    private static final List<String> SPARK_3_5_LACKS =
            List.of("CoordinatorDpuSize", "DefaultExecutorDpuSize", "SparkProperties");

    private EngineConfigurationRules() {}

    /** @throws WireException the first rule that the configuration breaks */
    static void check(Structure engineConfiguration, String engineVersion) throws WireException {
        checkEngine(engineConfiguration, engineVersion);
        checkProperties(engineConfiguration.stringMap("SparkProperties"));
        checkClassifications(engineConfiguration.structures("Classifications"));
    }

    private static void checkEngine(Structure engineConfiguration, String engineVersion) throws WireException {
        List<String> lacking = engineVersion.equals(EngineVersions.SPARK_3_5) ? SPARK_3_5_LACKS : PYSPARK_3_LACKS;
        for (String member : lacking) {
            if (engineConfiguration.has(member)) {
                throw Errors.invalidRequest(member + " is not supported for " + engineVersion + ".");
            }
        }
    }

    /** Keys outside {@code spark.} are ignored, as the service documents; those it keeps for itself are not. */
    private static void checkProperties(@Nullable Map<String, String> properties) throws WireException {
        if (properties == null) {
            return;
        }
        for (String key : properties.keySet()) {
            if (key.startsWith(RESERVED_PREFIX)) {
                throw Errors.invalidRequest("Spark property is reserved: " + key);
            }
        }
    }

    private static void checkClassifications(@Nullable List<Structure> classifications) throws WireException {
        if (classifications == null) {
            return;
        }
        for (Structure classification : classifications) {
            if (!SPARK_DEFAULTS.equals(classification.string("Name"))) {
                throw Errors.invalidRequest("The only Classification supported is " + SPARK_DEFAULTS + ".");
            }
            checkProperties(classification.stringMap("Properties"));
        }
    }
}
