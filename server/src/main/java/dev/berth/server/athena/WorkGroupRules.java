package dev.berth.server.athena;

import dev.berth.api.OpaqueBytes;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.ReservedPaths;
import dev.berth.server.results.S3Uri;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What CreateWorkGroup and UpdateWorkGroup ask of a work group's members beyond the model. */
final class WorkGroupRules {
    /** A work group is journaled as a whole with each change, and kept by every session that it starts. */
    static final int MAX_KEPT_BYTES = 256 << 10;

    private static final Pattern S3_PATH = Pattern.compile("[sS]3://[^/]+(/.*)?", Pattern.DOTALL);
    private static final Set<String> ENCRYPTIONS_WITH_KEY = Set.of("SSE_KMS", "CSE_KMS");

    private WorkGroupRules() {}

    /**
     * Checks a request to create a work group, but for its tags.
     *
     * @return the engine version that the work group gets
     * @throws WireException the first rule that the request breaks
     */
    static String checkCreation(Structure request) throws WireException {
        Structure configuration = request.structure("Configuration");
        if (configuration == null) {
            return EngineVersions.SQL_3;
        }
        String selected = selectedEngineVersion(configuration);
        String engineVersion = EngineVersions.effective(selected == null ? EngineVersions.AUTO : selected);
        checkConfiguration(configuration, engineVersion);
        if (EngineVersions.isSpark(engineVersion) && !configuration.has("ExecutionRole")) {
            throw Errors.invalidRequest("executionRole is null or empty");
        }
        return engineVersion;
    }

    /**
     * Checks what an update makes of a work group. A role cannot be taken away, so it is not asked for: work groups of the
     * server's configuration have none.
     *
     * @param configuration the configuration with the updates
     * @param engineVersion the engine version that the work group has, and keeps
     * @throws WireException the first rule that is broken
     */
    static void checkUpdate(Structure configuration, String engineVersion) throws WireException {
        String selected = selectedEngineVersion(configuration);
        if (selected != null && !EngineVersions.effective(selected).equals(engineVersion)) {
            throw Errors.invalidRequest("The engine of a WorkGroup cannot be changed from " + engineVersion + " to "
                    + EngineVersions.effective(selected) + ".");
        }
        checkConfiguration(configuration, engineVersion);
    }

    /** @throws WireException if this is more than the server keeps of a work group */
    static void checkSize(OpaqueBytes kept) throws WireException {
        if (kept.size() > MAX_KEPT_BYTES) {
            throw Errors.invalidRequest(
                    "The configuration of a WorkGroup may have " + MAX_KEPT_BYTES + " bytes, not " + kept.size() + ".");
        }
    }

    private static @Nullable String selectedEngineVersion(Structure configuration) throws WireException {
        Structure engineVersion = configuration.structure("EngineVersion");
        String selected = engineVersion == null ? null : engineVersion.string("SelectedEngineVersion");
        if (selected != null && !EngineVersions.SELECTABLE.contains(selected)) {
            throw Errors.invalidRequest("The selected engine version is not valid.");
        }
        return selected;
    }

    private static void checkConfiguration(Structure configuration, String engineVersion) throws WireException {
        Structure managed = configuration.structure("ManagedQueryResultsConfiguration");
        Structure results = configuration.structure("ResultConfiguration");
        checkManaged(managed);
        if (results != null) {
            checkResults(results, managed != null && Boolean.TRUE.equals(managed.bool("Enabled")));
        }
        Structure engineConfiguration = configuration.structure("EngineConfiguration");
        if (engineConfiguration != null && EngineVersions.isSpark(engineVersion)) {
            EngineConfigurationRules.check(engineConfiguration, engineVersion);
            checkNoNotebook(engineConfiguration.stringMap("AdditionalConfigs"));
        }
    }

    /** Its creation needs that member by the model; an update may name another one first. */
    private static void checkManaged(@Nullable Structure managed) throws WireException {
        if (managed != null && !managed.has("Enabled")) {
            throw Errors.invalidRequest("ManagedQueryResultsConfiguration needs Enabled.");
        }
    }

    private static void checkResults(Structure results, boolean isManaged) throws WireException {
        if (isManaged && !results.given().isEmpty()) {
            throw Errors.invalidRequest(
                    "ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together.");
        }
        String location = results.string("OutputLocation");
        if (location != null && !S3_PATH.matcher(location).matches()) {
            throw Errors.invalidRequest("OutputLocation is not a valid S3 path.");
        }
        if (location != null) {
            checkBucket(S3Uri.parse(location).bucket());
        }
        checkEncryption(results.structure("EncryptionConfiguration"));
    }

    /** Results are served on the port of everything else, where these paths are taken. */
    private static void checkBucket(String bucket) throws WireException {
        if (ReservedPaths.NAMES.contains(bucket)) {
            throw Errors.invalidRequest("OutputLocation cannot be in the bucket " + bucket
                    + ": this server keeps the path /" + bucket + " for itself.");
        }
    }

    private static void checkEncryption(@Nullable Structure encryption) throws WireException {
        if (encryption == null) {
            return;
        }
        String key = encryption.string("KmsKey");
        if (ENCRYPTIONS_WITH_KEY.contains(encryption.string("EncryptionOption")) && (key == null || key.isEmpty())) {
            throw Errors.invalidRequest("KMS Customer Master Key ID is null or empty");
        }
    }

    /** A notebook has one live session, so it is no default for all the sessions of a work group. */
    private static void checkNoNotebook(@Nullable Map<String, String> configs) throws WireException {
        for (String key : NotebookConfigs.KEYS) {
            if (configs != null && configs.containsKey(key)) {
                throw Errors.invalidRequest(key + " is not supported in the EngineConfiguration of a WorkGroup.");
            }
        }
    }
}
