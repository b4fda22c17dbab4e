package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.Structure;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what clients see of a work group. */
final class WorkGroupJson {
    /** Shown as they were given, and not at all if they were not. */
    private static final List<String> MEMBERS_WITHOUT_DEFAULT = List.of(
            "ManagedQueryResultsConfiguration",
            "BytesScannedCutoffPerQuery",
            "AdditionalConfiguration",
            "ExecutionRole",
            "MonitoringConfiguration",
            "EngineConfiguration",
            "CustomerContentEncryptionConfiguration",
            "IdentityCenterConfiguration",
            "QueryResultsS3AccessGrantsConfiguration");

    private WorkGroupJson() {}

    /** The work group with all its configuration, as the member that the generator is at. */
    static void writeFull(WorkGroup workGroup, Structure given, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("Name", workGroup.name());
        writeState(workGroup, json);
        writeConfiguration(workGroup, given.structure("Configuration"), json);
        String description = given.string("Description");
        if (description != null && !description.isEmpty()) {
            json.writeStringField("Description", description);
        }
        SessionJson.writeTime("CreationTime", workGroup.createdAt(), json);
        json.writeEndObject();
    }

    private static void writeConfiguration(WorkGroup workGroup, @Nullable Structure given, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart("Configuration");
        Structure results = given == null ? null : given.structure("ResultConfiguration");
        json.writeFieldName("ResultConfiguration");
        if (results == null) {
            json.writeStartObject();
            json.writeEndObject();
        } else {
            results.write(json);
        }
        writeFlag("EnforceWorkGroupConfiguration", given, !workGroup.name().equals(WorkGroupOperations.PRIMARY), json);
        writeFlag("PublishCloudWatchMetricsEnabled", given, false, json);
        writeFlag("RequesterPaysEnabled", given, false, json);
        writeFlag("EnableMinimumEncryptionConfiguration", given, false, json);
        writeEngineVersion(selectedEngineVersion(workGroup, given), workGroup.engineVersion(), json);
        if (given != null) {
            for (String member : MEMBERS_WITHOUT_DEFAULT) {
                given.writeMember(member, json);
            }
        }
        json.writeEndObject();
    }

    private static void writeState(WorkGroup workGroup, JsonGenerator json) throws IOException {
        json.writeStringField(
                "State", workGroup.enabled() ? WorkGroupOperations.ENABLED : WorkGroupOperations.DISABLED);
    }

    private static void writeFlag(String member, @Nullable Structure given, boolean byDefault, JsonGenerator json)
            throws IOException {
        Boolean value = given == null ? null : given.bool(member);
        json.writeBooleanField(member, value == null ? byDefault : value);
    }

    /** The work group as it stands in a list. */
    static void writeSummary(WorkGroup workGroup, Structure given, JsonGenerator json) throws IOException {
        String description = given.string("Description");
        json.writeStartObject();
        json.writeStringField("Name", workGroup.name());
        writeState(workGroup, json);
        json.writeStringField("Description", description == null ? "" : description);
        SessionJson.writeTime("CreationTime", workGroup.createdAt(), json);
        String selected = selectedEngineVersion(workGroup, given.structure("Configuration"));
        writeEngineVersion(selected, workGroup.engineVersion(), json);
        json.writeEndObject();
    }

    static void writeEngineVersion(String selected, String effective, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("EngineVersion");
        json.writeStringField("SelectedEngineVersion", selected);
        json.writeStringField("EffectiveEngineVersion", effective);
        json.writeEndObject();
    }

    /** Where nothing was selected: AUTO, which leads to SQL; work groups of the configuration select what they have. */
    private static String selectedEngineVersion(WorkGroup workGroup, @Nullable Structure configuration) {
        Structure engineVersion = configuration == null ? null : configuration.structure("EngineVersion");
        String selected = engineVersion == null ? null : engineVersion.string("SelectedEngineVersion");
        if (selected != null) {
            return selected;
        }
        return workGroup.engineVersion().equals(EngineVersions.SQL_3) ? EngineVersions.AUTO : workGroup.engineVersion();
    }
}
