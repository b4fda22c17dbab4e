package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What CreateWorkGroup asks of its members beyond the model. */
final class WorkGroupRules {
    private static final Pattern S3_PATH = Pattern.compile("[sS]3://[^/]+(/.*)?", Pattern.DOTALL);
    private static final Set<String> ENCRYPTIONS_WITH_KEY = Set.of("SSE_KMS", "CSE_KMS");

    private WorkGroupRules() {}

    /**
     * Checks a request.
     *
     * @return the engine version that the work group gets
     * @throws WireException the first rule that the request breaks
     */
    static String check(Structure request) throws WireException {
        List<Structure> tags = request.structures("Tags");
        if (tags != null) {
            if (tags.isEmpty()) {
                throw Errors.invalidRequest("Tags provided upon WorkGroup creation must not be empty");
            }
            Tags.check(tags);
        }
        Structure configuration = request.structure("Configuration");
        return configuration == null ? EngineVersions.SQL_3 : checkConfiguration(configuration);
    }

    private static String checkConfiguration(Structure configuration) throws WireException {
        String engineVersion = effectiveEngineVersion(configuration.structure("EngineVersion"));
        checkResults(configuration);
        if (EngineVersions.isSpark(engineVersion) && !configuration.has("ExecutionRole")) {
            throw Errors.invalidRequest("executionRole is null or empty");
        }
        return engineVersion;
    }

    private static String effectiveEngineVersion(@Nullable Structure engineVersion) throws WireException {
        String selected = engineVersion == null ? null : engineVersion.string("SelectedEngineVersion");
        if (selected == null || selected.equals(EngineVersions.AUTO)) {
            return EngineVersions.SQL_3;
        }
        if (!selected.equals(EngineVersions.SQL_3) && !EngineVersions.isSpark(selected)) {
            throw Errors.invalidRequest("The selected engine version is not valid.");
        }
        return selected;
    }

    private static void checkResults(Structure configuration) throws WireException {
        Structure results = configuration.structure("ResultConfiguration");
        if (results == null) {
            return;
        }
        Structure managed = configuration.structure("ManagedQueryResultsConfiguration");
        if (managed != null && Boolean.TRUE.equals(managed.bool("Enabled")) && hasAny(results)) {
            throw Errors.invalidRequest(
                    "ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together.");
        }
        String location = results.string("OutputLocation");
        if (location != null && !S3_PATH.matcher(location).matches()) {
            throw Errors.invalidRequest("OutputLocation is not a valid S3 path.");
        }
        checkEncryption(results.structure("EncryptionConfiguration"));
    }

    private static boolean hasAny(Structure results) {
        return Stream.of("OutputLocation", "EncryptionConfiguration", "ExpectedBucketOwner", "AclConfiguration")
                .anyMatch(results::has);
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
}
