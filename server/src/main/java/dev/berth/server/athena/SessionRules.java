package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What StartSession asks of its members beyond the model, given the engine version of the work group. */
final class SessionRules {
    static final String NOTEBOOK_ID = "NotebookId";

    private static final String NOTEBOOK_FILE_URI = "NotebookFileURI";
    private static final Set<String> NOTEBOOK_VERSIONS = Set.of("Athena notebook version 1", "Jupyter1.0");
    private static final String SPARK_DEFAULTS = "spark-defaults";
    private static final String RESERVED_PREFIX = "spark.athena.";

    private static final List<String> PYSPARK_3_LACKS = List.of("Classifications");
    private static final List<String> SPARK_3_5_LACKS =
            List.of("CoordinatorDpuSize", "DefaultExecutorDpuSize", "SparkProperties");

    private SessionRules() {}

    /** @throws WireException the first rule that the request breaks */
    static void check(Structure request, Structure engineConfiguration, String engineVersion) throws WireException {
        if (!EngineVersions.isSpark(engineVersion)) {
            throw Errors.invalidRequest("Workgroup EngineVersion is not Spark.");
        }
        checkEngine(engineConfiguration, engineVersion);
        checkProperties(engineConfiguration.stringMap("SparkProperties"));
        checkClassifications(engineConfiguration.structures("Classifications"));
        checkNotebook(request.string("NotebookVersion"), engineConfiguration.stringMap("AdditionalConfigs"));
        List<Structure> tags = request.structures("Tags");
        if (tags != null) {
            Tags.check(tags);
        }
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

    private static void checkNotebook(@Nullable String version, @Nullable Map<String, String> configs)
            throws WireException {
        if (version != null) {
            if (!NOTEBOOK_VERSIONS.contains(version)) {
                throw Errors.invalidRequest("NotebookVersion is not valid.");
            }
        } else if (configs != null) {
            for (String key : List.of(NOTEBOOK_ID, NOTEBOOK_FILE_URI)) {
                if (configs.containsKey(key)) {
                    throw Errors.invalidRequest("NotebookVersion is required when " + key + " is provided.");
                }
            }
        }
    }
}
