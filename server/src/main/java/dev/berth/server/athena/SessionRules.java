package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What StartSession asks of its members beyond the model, given the engine version of the work group. */
final class SessionRules {
    private static final Set<String> NOTEBOOK_VERSIONS = Set.of("Athena notebook version 1", "Jupyter1.0");

    private SessionRules() {}

    /** @throws WireException the first rule that the request breaks */
    static void check(Structure request, Structure engineConfiguration, String engineVersion) throws WireException {
        if (!EngineVersions.isSpark(engineVersion)) {
            throw Errors.invalidRequest("Workgroup EngineVersion is not Spark.");
        }
        EngineConfigurationRules.check(engineConfiguration, engineVersion);
        checkNotebook(request.string("NotebookVersion"), engineConfiguration.stringMap("AdditionalConfigs"));
    }

    private static void checkNotebook(@Nullable String version, @Nullable Map<String, String> configs)
            throws WireException {
        if (version != null) {
            if (!NOTEBOOK_VERSIONS.contains(version)) {
                throw Errors.invalidRequest("NotebookVersion is not valid.");
            }
            return;
        }
        for (String key : NotebookConfigs.KEYS) {
            if (configs != null && configs.containsKey(key)) {
                throw Errors.invalidRequest("NotebookVersion is required when " + key + " is provided.");
            }
        }
    }
}
