package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.OpaqueBytes;
import dev.berth.server.http.FakeScheduler;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkGroupOperationsTest {
    private static final String ROLE = "'ExecutionRole':'arn:aws:iam::123456789012:role/r'";

    private final Athena athena = new Athena();

    private Athena.Outcome create(String members) {
        return athena.call("CreateWorkGroup", ("{'Name':'new'" + members + "}").replace('\'', '"'));
    }

    private Athena.Outcome createWith(String configuration) {
        return create(",'Configuration':{" + configuration + "}");
    }

    private CreateWorkGroup onlyCreation() {
        assertThat(athena.scheduler.created).hasSize(1);
        return athena.scheduler.created.get(0);
    }

    @Test
    void create_bare_isForSql() {
        assertThat(create("").text()).isEqualTo("{}");

        assertThat(onlyCreation())
                .isEqualTo(CreateWorkGroup.named("new", EngineVersions.SQL_3).withAttributes(OpaqueBytes.ofUtf8("{}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO|Athena engine version 3",
                "Athena engine version 3|Athena engine version 3",
                "PySpark engine version 3|PySpark engine version 3",
                "Apache Spark version 3.5|Apache Spark version 3.5"
            })
    void create_selectsTheEngineVersion(String selected, String effective) {
        createWith(ROLE + ",'EngineVersion':{'SelectedEngineVersion':'" + selected + "'}")
                .json();

        assertThat(onlyCreation().engineVersion()).isEqualTo(effective);
    }

    @Test
    void create_keepsWhatWasGiven() {
        String members =
                "'Configuration':{" + ROLE + ",'EngineVersion':{'SelectedEngineVersion':'PySpark engine version 3'}"
                        + "},'Description':'d','Tags':[{'Key':'k','Value':'v'}]";
        create("," + members).json();

        assertThat(new JsonObject(onlyCreation().attributes().toUtf8()))
                .isEqualTo(new JsonObject(("{" + members + "}").replace('\'', '"')));
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                Arguments.of(",'Tags':[]", "Tags provided upon WorkGroup creation must not be empty"),
                Arguments.of(
                        ",'Tags':[{'Key':'k','Value':''},{'Key':'k','Value':''}]",
                        "A tag key must not be given twice: k"),
                Arguments.of(
                        ",'Configuration':{'EngineVersion':{'SelectedEngineVersion':'Athena engine version 1'}}",
                        "The selected engine version is not valid."),
                Arguments.of(
                        ",'Configuration':{'EngineVersion':{'SelectedEngineVersion':'PySpark engine version 3'}}",
                        "executionRole is null or empty"),
                Arguments.of(
                        ",'Configuration':{'EngineVersion':{'SelectedEngineVersion':'Apache Spark version 3.5'}}",
                        "executionRole is null or empty"),
                Arguments.of(
                        ",'Configuration':{'ResultConfiguration':{'OutputLocation':'bucket/key'}}",
                        "OutputLocation is not a valid S3 path."),
                Arguments.of(
                        ",'Configuration':{'ResultConfiguration':{'OutputLocation':'s3:///key'}}",
                        "OutputLocation is not a valid S3 path."),
                Arguments.of(
                        ",'Configuration':{'ResultConfiguration':{'EncryptionConfiguration':"
                                + "{'EncryptionOption':'SSE_KMS'}}}",
                        "KMS Customer Master Key ID is null or empty"),
                Arguments.of(
                        ",'Configuration':{'ResultConfiguration':{'EncryptionConfiguration':"
                                + "{'EncryptionOption':'CSE_KMS','KmsKey':''}}}",
                        "KMS Customer Master Key ID is null or empty"),
                Arguments.of(
                        ",'Configuration':{'ManagedQueryResultsConfiguration':{'Enabled':true},"
                                + "'ResultConfiguration':{'OutputLocation':'s3://b/'}}",
                        "ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together."));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void create_brokenRule(String members, String message) {
        create(members).isInvalid(message);

        assertThat(athena.scheduler.created).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ResultConfiguration':{'OutputLocation':'s3://bucket'}",
                "'ResultConfiguration':{'OutputLocation':'s3://bucket/key/'}",
                "'ResultConfiguration':{'EncryptionConfiguration':{'EncryptionOption':'SSE_S3'}}",
                "'ResultConfiguration':{'EncryptionConfiguration':{'EncryptionOption':'SSE_KMS','KmsKey':'k'}}",
                "'ManagedQueryResultsConfiguration':{'Enabled':true},'ResultConfiguration':{}",
                "'ManagedQueryResultsConfiguration':{'Enabled':false},'ResultConfiguration':{'OutputLocation':'s3://b'}"
            })
    void create_goodResults(String configuration) {
        assertThat(createWith(configuration).text()).isEqualTo("{}");
    }

    @Test
    void create_outcomes() {
        athena.scheduler.creation = CompletableFuture.completedFuture(CreateWorkGroupOutcome.NAME_TAKEN);
        create("").isInvalid("WorkGroup is already created");
        athena.scheduler.creation = CompletableFuture.completedFuture(CreateWorkGroupOutcome.TOO_MANY);
        create("").isInvalid("The account has as many work groups as this server keeps.");
        athena.scheduler.creation = CompletableFuture.completedFuture(CreateWorkGroupOutcome.OVERLOADED);
        create("").isError("ThrottlingException", "Rate exceeded");
        athena.scheduler.creation = CompletableFuture.completedFuture(CreateWorkGroupOutcome.TOO_LARGE);
        create("").isInvalid("The request is larger than the journal of this server takes.");
    }

    @Test
    void get_ofTheServersOwn_showsDefaults() {
        assertThat(get("primary"))
                .isEqualTo("{\"WorkGroup\":{\"Name\":\"primary\",\"State\":\"ENABLED\",\"Configuration\":"
                        + "{\"ResultConfiguration\":{},\"EnforceWorkGroupConfiguration\":false,"
                        + "\"PublishCloudWatchMetricsEnabled\":false,\"RequesterPaysEnabled\":false,"
                        + "\"EnableMinimumEncryptionConfiguration\":false,\"EngineVersion\":"
                        + "{\"SelectedEngineVersion\":\"AUTO\","
                        + "\"EffectiveEngineVersion\":\"Athena engine version 3\"}},"
                        + "\"CreationTime\":1700000000.123}}");
        assertThat(get("spark"))
                .contains("\"EnforceWorkGroupConfiguration\":true")
                .contains("\"EngineVersion\":{\"SelectedEngineVersion\":\"PySpark engine version 3\","
                        + "\"EffectiveEngineVersion\":\"PySpark engine version 3\"}");
    }

    @Test
    void get_showsWhatWasGiven_withoutTags() {
        String configuration = "{\"ResultConfiguration\":{\"OutputLocation\":\"s3://b/\"},"
                + "\"EnforceWorkGroupConfiguration\":false,\"PublishCloudWatchMetricsEnabled\":true,"
                + "\"RequesterPaysEnabled\":true,\"EngineVersion\":{\"SelectedEngineVersion\":\"AUTO\"},"
                + "\"AdditionalConfiguration\":\"x\",\"ExecutionRole\":\"arn:aws:iam::123456789012:role/r\","
                + "\"EngineConfiguration\":{\"MaxConcurrentDpus\":4},\"EnableMinimumEncryptionConfiguration\":true}";
        OpaqueBytes attributes = OpaqueBytes.ofUtf8("{\"Configuration\":" + configuration
                + ",\"Description\":\"d\",\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}");
        athena.scheduler.with(FakeScheduler.workGroup("made", EngineVersions.SQL_3, attributes));

        JsonObject shown = new JsonObject(get("made")).getJsonObject("WorkGroup");

        JsonObject expected = new JsonObject(configuration);
        expected.getJsonObject("EngineVersion").put("EffectiveEngineVersion", "Athena engine version 3");
        assertThat(shown.getJsonObject("Configuration")).isEqualTo(expected);
        assertThat(shown.getString("Description")).isEqualTo("d");
        assertThat(shown.fieldNames()).doesNotContain("Tags");
    }

    private String get(String name) {
        return athena.call("GetWorkGroup", "{\"WorkGroup\":\"" + name + "\"}").text();
    }

    @Test
    void get_unknown() {
        athena.call("GetWorkGroup", "{\"WorkGroup\":\"nowhere\"}").isInvalid("WorkGroup is not found.");
    }

    @Test
    void list_writesSummariesByName() {
        JsonObject list = athena.call("ListWorkGroups", "{}").json();

        assertThat(list.getJsonArray("WorkGroups").getJsonObject(0).encode())
                .isEqualTo("{\"Name\":\"primary\",\"State\":\"ENABLED\",\"Description\":\"\","
                        + "\"CreationTime\":1.700000000123E9,\"EngineVersion\":{\"SelectedEngineVersion\":\"AUTO\","
                        + "\"EffectiveEngineVersion\":\"Athena engine version 3\"}}");
        assertThat(list.getString("NextToken")).isNull();
    }

    @Test
    void list_pages_untilTheEnd() {
        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            JsonObject page = listAfter(token).json();
            page.getJsonArray("WorkGroups").forEach(one -> seen.add(((JsonObject) one).getString("Name")));
            token = page.getString("NextToken");
        } while (token != null);

        assertThat(seen).containsExactly("primary", "spark", "spark35");
    }

    private Athena.Outcome listAfter(@Nullable String token) {
        return athena.call(
                "ListWorkGroups",
                new JsonObject().put("MaxResults", 1).put("NextToken", token).encode());
    }

    @Test
    void list_badToken() {
        listAfter("rubbish").isInvalid("The nextPageToken is malformed: rubbish");
    }

    @Test
    void delete_passesTheOptionOn() {
        assertThat(delete("spark", "").text()).isEqualTo("{}");
        assertThat(delete("spark", ",\"RecursiveDeleteOption\":true").text()).isEqualTo("{}");

        assertThat(athena.scheduler.deleted).containsExactly("spark false", "spark true");
    }

    @Test
    void delete_outcomes() {
        athena.scheduler.deletion = CompletableFuture.completedFuture(DeleteWorkGroupOutcome.NOT_FOUND);
        delete("spark", "").isInvalid("WorkGroup is not found.");
        athena.scheduler.deletion = CompletableFuture.completedFuture(DeleteWorkGroupOutcome.HAS_LIVE_SESSIONS);
        delete("spark", "").isInvalid("WorkGroup has live sessions. Terminate them, or set RecursiveDeleteOption.");
        athena.scheduler.deletion = CompletableFuture.completedFuture(DeleteWorkGroupOutcome.CHANGE_PENDING);
        delete("spark", "").isError("ThrottlingException", "Rate exceeded");
        athena.scheduler.deletion = CompletableFuture.completedFuture(DeleteWorkGroupOutcome.OVERLOADED);
        delete("spark", "").isError("ThrottlingException", "Rate exceeded");
    }

    @Test
    void delete_primary_isRefused() {
        delete("primary", ",\"RecursiveDeleteOption\":true").isInvalid("The primary WorkGroup cannot be deleted.");

        assertThat(athena.scheduler.deleted).isEmpty();
    }

    private Athena.Outcome delete(String name, String more) {
        return athena.call("DeleteWorkGroup", "{\"WorkGroup\":\"" + name + "\"" + more + "}");
    }
}
