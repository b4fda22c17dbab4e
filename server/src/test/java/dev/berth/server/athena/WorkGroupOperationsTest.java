package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.WorkGroup;
import dev.berth.server.http.FakeScheduler;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                        + ",'EngineConfiguration':{'MaxConcurrentDpus':7}},'Description':'d'";
        create("," + members + ",'Tags':[{'Key':'k','Value':'v'},{'Key':'a','Value':''}]")
                .json();

        assertThat(onlyCreation())
                .isEqualTo(CreateWorkGroup.named("new", EngineVersions.PYSPARK_3)
                        .withSessionDpus(7)
                        .withTags(OpaqueBytes.ofUtf8(
                                "{\"Tags\":[{\"Key\":\"a\",\"Value\":\"\"},{\"Key\":\"k\",\"Value\":\"v\"}]}"))
                        .withAttributes(onlyCreation().attributes()));
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
                        ",'Configuration':{'ResultConfiguration':{'OutputLocation':'S3://metrics/x'}}",
                        "OutputLocation cannot be in the bucket metrics: this server keeps the path /metrics for"
                                + " itself."),
                Arguments.of(
                        ",'Configuration':{'ResultConfiguration':{'OutputLocation':'s3://admin'}}",
                        "OutputLocation cannot be in the bucket admin: this server keeps the path /admin for itself."),
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
                        "ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together."),
                Arguments.of(
                        sparkWith("PySpark engine version 3", "'Classifications':[]"),
                        "Classifications is not supported for PySpark engine version 3."),
                Arguments.of(
                        sparkWith("Apache Spark version 3.5", "'SparkProperties':{}"),
                        "SparkProperties is not supported for Apache Spark version 3.5."),
                Arguments.of(
                        sparkWith("PySpark engine version 3", "'SparkProperties':{'spark.athena.x':'1'}"),
                        "Spark property is reserved: spark.athena.x"),
                Arguments.of(
                        sparkWith("PySpark engine version 3", "'AdditionalConfigs':{'NotebookId':'n'}"),
                        "NotebookId is not supported in the EngineConfiguration of a WorkGroup."),
                Arguments.of(
                        sparkWith("Apache Spark version 3.5", "'AdditionalConfigs':{'NotebookFileURI':'n'}"),
                        "NotebookFileURI is not supported in the EngineConfiguration of a WorkGroup."));
    }

    private static String sparkWith(String version, String engineConfiguration) {
        return ",'Configuration':{" + ROLE + ",'EngineVersion':{'SelectedEngineVersion':'" + version
                + "'},'EngineConfiguration':{" + engineConfiguration + "}}";
    }

    @Test
    void create_forSql_takesTheConfigurationOfTheQueryEngine() {
        createWith("'EngineConfiguration':{'Classifications':[{'Name':'athena-query-engine-properties'}]}")
                .json();
    }

    @Test
    void create_largerThanIsKept() {
        String value = "x".repeat(50_000);
        String configs = IntStream.range(0, 6)
                .mapToObj(i -> "'k" + i + "':'" + value + "'")
                .collect(Collectors.joining(","));
        create(sparkWith("PySpark engine version 3", "'AdditionalConfigs':{" + configs + "}"))
                .isInvalidStartingWith("The configuration of a WorkGroup may have 262144 bytes, not ");
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
    void get_showsWhatWasGiven_allOfIt_withoutTags() {
        String configuration = "{'ResultConfiguration':{'OutputLocation':'s3://b/'},"
                + "'ManagedQueryResultsConfiguration':{'Enabled':false,'EncryptionConfiguration':{'KmsKey':'k'}},"
                + "'EnforceWorkGroupConfiguration':false,'PublishCloudWatchMetricsEnabled':true,"
                + "'BytesScannedCutoffPerQuery':10000000,'RequesterPaysEnabled':true,"
                + "'EngineVersion':{'SelectedEngineVersion':'AUTO'},'AdditionalConfiguration':'x',"
                + ROLE + ",'MonitoringConfiguration':{'ManagedLoggingConfiguration':{'Enabled':true}},"
                + "'EngineConfiguration':{'MaxConcurrentDpus':4},"
                + "'CustomerContentEncryptionConfiguration':{'KmsKey':'alias/k'},"
                + "'EnableMinimumEncryptionConfiguration':true,"
                + "'IdentityCenterConfiguration':{'EnableIdentityCenter':true},"
                + "'QueryResultsS3AccessGrantsConfiguration':{'EnableS3AccessGrants':true,"
                + "'AuthenticationType':'DIRECTORY_IDENTITY'}}";
        JsonObject expected = json(configuration);
        assertThat(expected.fieldNames())
                .as("every member of the model")
                .isEqualTo(Athena.membersInTheModel("WorkGroupConfiguration"));
        made(
                EngineVersions.SQL_3,
                "{'Configuration':" + configuration + ",'Description':'d','Tags':[{'Key':'k','Value':'v'}]}");

        JsonObject shown = new JsonObject(get("made")).getJsonObject("WorkGroup");

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

    private Athena.Outcome update(String name, String members) {
        return athena.call("UpdateWorkGroup", ("{'WorkGroup':'" + name + "'" + members + "}").replace('\'', '"'));
    }

    private Athena.Outcome updateWith(String name, String updates) {
        return update(name, ",'ConfigurationUpdates':{" + updates + "}");
    }

    @Test
    void update_cannotMoveResultsToAReservedBucket() {
        made(EngineVersions.SQL_3, "{}");

        updateWith("made", "'ResultConfigurationUpdates':{'OutputLocation':'s3://health/x'}")
                .isInvalid(
                        "OutputLocation cannot be in the bucket health: this server keeps the path /health for itself.");
    }

    private JsonObject configuration(String name) {
        return new JsonObject(get(name)).getJsonObject("WorkGroup").getJsonObject("Configuration");
    }

    private void made(String engineVersion, String attributes) {
        athena.scheduler.with(
                FakeScheduler.workGroup("made", engineVersion, OpaqueBytes.ofUtf8(attributes.replace('\'', '"'))));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    @Test
    void update_changesWhatIsGivenAndNothingElse() {
        made(
                EngineVersions.PYSPARK_3,
                "{'Configuration':{" + ROLE + ",'AdditionalConfiguration':'x','EngineConfiguration':"
                        + "{'MaxConcurrentDpus':4,'SparkProperties':{'spark.a':'b'}}},'Description':'d'}");
        JsonObject before = configuration("made");
        assertThat(updateWith("made", "'PublishCloudWatchMetricsEnabled':true,'AdditionalConfiguration':'y'")
                        .text())
                .isEqualTo("{}");

        assertThat(configuration("made"))
                .isEqualTo(before.copy()
                        .put("PublishCloudWatchMetricsEnabled", true)
                        .put("AdditionalConfiguration", "y"));
        assertThat(new JsonObject(get("made")).getJsonObject("WorkGroup").getString("Description"))
                .isEqualTo("d");
        update("made", ",'Description':''").json();
        assertThat(new JsonObject(get("made")).getJsonObject("WorkGroup").containsKey("Description"))
                .isFalse();
    }

    @Test
    void update_replacesConfigurationsForSessionsAsAWhole() {
        made(
                EngineVersions.PYSPARK_3,
                "{'Configuration':{'EngineConfiguration':{'MaxConcurrentDpus':4,'SparkProperties':{'spark.a':'b'}},"
                        + "'MonitoringConfiguration':{'ManagedLoggingConfiguration':{'Enabled':true}}}}");
        updateWith(
                        "made",
                        "'EngineConfiguration':{'MaxConcurrentDpus':9},"
                                + "'MonitoringConfiguration':{'S3LoggingConfiguration':{'Enabled':false}}")
                .json();

        assertThat(configuration("made").getJsonObject("EngineConfiguration"))
                .isEqualTo(json("{'MaxConcurrentDpus':9}"));
        assertThat(configuration("made").getJsonObject("MonitoringConfiguration"))
                .isEqualTo(json("{'S3LoggingConfiguration':{'Enabled':false}}"));
        assertThat(made().sessionDpus()).hasValue(9);
        updateWith("made", "'AdditionalConfiguration':'y'").json();
        assertThat(made().sessionDpus()).hasValue(9);
        updateWith("made", "'EngineConfiguration':{}").json();
        assertThat(made().sessionDpus()).isEmpty();
    }

    private WorkGroup made() {
        return athena.scheduler.workGroup("made").orElseThrow();
    }

    @Test
    void update_setsAndRemovesResults() {
        made(EngineVersions.SQL_3, "{}");
        updateWith(
                        "made",
                        "'ResultConfigurationUpdates':{'OutputLocation':'s3://b/','ExpectedBucketOwner':'123456789012',"
                                + "'EncryptionConfiguration':{'EncryptionOption':'SSE_S3'},"
                                + "'AclConfiguration':{'S3AclOption':'BUCKET_OWNER_FULL_CONTROL'}}")
                .json();
        assertThat(configuration("made").getJsonObject("ResultConfiguration"))
                .isEqualTo(json("{'OutputLocation':'s3://b/','EncryptionConfiguration':{'EncryptionOption':'SSE_S3'},"
                        + "'ExpectedBucketOwner':'123456789012',"
                        + "'AclConfiguration':{'S3AclOption':'BUCKET_OWNER_FULL_CONTROL'}}"));

        updateWith(
                        "made",
                        "'ResultConfigurationUpdates':{'RemoveAclConfiguration':true,'RemoveEncryptionConfiguration':"
                                + "false,'OutputLocation':'s3://c/','RemoveExpectedBucketOwner':true,"
                                + "'ExpectedBucketOwner':'210987654321'}")
                .json();
        assertThat(configuration("made").getJsonObject("ResultConfiguration"))
                .isEqualTo(
                        json("{'OutputLocation':'s3://c/','EncryptionConfiguration':{'EncryptionOption':'SSE_S3'}}"));
    }

    @Test
    void update_mayExchangeManagedResultsForOthersInOneStep() {
        made(EngineVersions.SQL_3, "{'Configuration':{'ResultConfiguration':{'OutputLocation':'s3://b/'}}}");
        updateWith("made", "'ManagedQueryResultsConfigurationUpdates':{'Enabled':true}")
                .isInvalid("ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together.");
        updateWith(
                        "made",
                        "'ManagedQueryResultsConfigurationUpdates':{'Enabled':true},"
                                + "'ResultConfigurationUpdates':{'RemoveOutputLocation':true}")
                .json();
        assertThat(configuration("made").getJsonObject("ManagedQueryResultsConfiguration"))
                .isEqualTo(json("{'Enabled':true}"));
    }

    @Test
    void update_keepsWhatTheModelNeeds() {
        made(EngineVersions.SQL_3, "{}");
        updateWith("made", "'ManagedQueryResultsConfigurationUpdates':{'EncryptionConfiguration':{'KmsKey':'alias/k'}}")
                .isInvalid("ManagedQueryResultsConfiguration needs Enabled.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ManagedQueryResultsConfigurationUpdates':{}",
                "'ManagedQueryResultsConfigurationUpdates':{'Enabled':null}",
                "'ManagedQueryResultsConfigurationUpdates':{'RemoveEncryptionConfiguration':true}",
                "'ResultConfigurationUpdates':{}"
            })
    void update_ofNoneOfAPart_leavesItAway(String updates) {
        made(EngineVersions.SQL_3, "{'Configuration':{'AdditionalConfiguration':'x'}}");
        JsonObject before = configuration("made");

        assertThat(updateWith("made", updates).text()).isEqualTo("{}");
        assertThat(configuration("made")).isEqualTo(before);
        assertThat(athena.scheduler.replaced).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Athena engine version 3|PySpark engine version 3",
                "PySpark engine version 3|Apache Spark version 3.5",
                "Apache Spark version 3.5|PySpark engine version 3",
                "PySpark engine version 3|Athena engine version 3"
            })
    void update_doesNotChangeTheEngine(String before, String after) {
        made(before, "{'Configuration':{" + ROLE + "}}");

        updateWith("made", "'EngineVersion':{'SelectedEngineVersion':'" + after + "'}")
                .isInvalid("The engine of a WorkGroup cannot be changed from " + before + " to " + after + ".");
        updateWith("made", "'EngineVersion':{'SelectedEngineVersion':'Athena engine version 2'}")
                .isInvalid("The selected engine version is not valid.");
        assertThat(athena.scheduler.replaced).isEmpty();
    }

    @Test
    void update_mayNameTheEngineAgain() {
        made(
                EngineVersions.PYSPARK_3,
                "{'Configuration':{'EngineVersion':{'SelectedEngineVersion':'" + EngineVersions.PYSPARK_3 + "'}}}");
        updateWith("made", "'EngineVersion':{'SelectedEngineVersion':'PySpark engine version 3'}")
                .json();
        updateWith("made", "'EngineVersion':{'EffectiveEngineVersion':'Athena engine version 3'}")
                .json();
        updateWith("primary", "'EngineVersion':{'SelectedEngineVersion':'Athena engine version 3'}")
                .json();

        assertThat(configuration("made").getJsonObject("EngineVersion").getString("SelectedEngineVersion"))
                .isEqualTo(EngineVersions.PYSPARK_3);
        assertThat(configuration("primary").getJsonObject("EngineVersion").getString("SelectedEngineVersion"))
                .isEqualTo(EngineVersions.SQL_3);
        updateWith("primary", "'EngineVersion':{'SelectedEngineVersion':'AUTO'}")
                .json();
        assertThat(configuration("primary").getJsonObject("EngineVersion").getString("SelectedEngineVersion"))
                .isEqualTo(EngineVersions.AUTO);
    }

    @Test
    void update_disablesAndEnables() {
        update("primary", ",'State':'DISABLED'").json();
        assertThat(athena.scheduler.workGroup("primary").orElseThrow().enabled())
                .isFalse();
        assertThat(new JsonObject(get("primary")).getJsonObject("WorkGroup").getString("State"))
                .isEqualTo("DISABLED");
        assertThat(athena.call("ListWorkGroups", "{}").text())
                .startsWith("{\"WorkGroups\":[{\"Name\":\"primary\",\"State\":\"DISABLED\"");

        update("primary", ",'Description':'still'").json();
        assertThat(athena.scheduler.workGroup("primary").orElseThrow().enabled())
                .isFalse();
        update("primary", ",'State':'ENABLED'").json();
        assertThat(athena.scheduler.workGroup("primary").orElseThrow().enabled())
                .isTrue();
    }

    @Test
    void update_ofTheServersOwn_needsNoRole_andKeepsTagsAndDpus() {
        OpaqueBytes tags = OpaqueBytes.ofUtf8("{\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}");
        WorkGroup own = new WorkGroup(
                "own",
                EngineVersions.SPARK_3_5,
                FakeScheduler.CREATED,
                true,
                OptionalInt.of(6),
                OpaqueBytes.EMPTY,
                tags);
        athena.scheduler.with(own);
        update("own", ",'Description':'d'").json();

        WorkGroup updated = athena.scheduler.workGroup("own").orElseThrow();
        assertThat(updated)
                .isEqualTo(new WorkGroup(
                        "own",
                        EngineVersions.SPARK_3_5,
                        FakeScheduler.CREATED,
                        true,
                        OptionalInt.of(6),
                        OpaqueBytes.ofUtf8("{\"Description\":\"d\"}"),
                        tags));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'ResultConfigurationUpdates':{'OutputLocation':'b'}|OutputLocation is not a valid S3 path.",
                "'ResultConfigurationUpdates':{'EncryptionConfiguration':{'EncryptionOption':'SSE_KMS'}}"
                        + "|KMS Customer Master Key ID is null or empty",
                "'EngineConfiguration':{'Classifications':[]}"
                        + "|Classifications is not supported for PySpark engine version 3.",
                "'EngineConfiguration':{'AdditionalConfigs':{'NotebookId':'n'}}"
                        + "|NotebookId is not supported in the EngineConfiguration of a WorkGroup."
            })
    void update_brokenRule(String updates, String message) {
        updateWith("spark", updates).isInvalid(message);
        assertThat(athena.scheduler.replaced).isEmpty();
    }

    @Test
    void update_untilItIsLargerThanIsKept() {
        String value = "x".repeat(50_000);
        String configs = "'a':'" + value + "','b':'" + value + "'";
        String classification = "{'Name':'n','Properties':{'c':'" + value + "'}}";
        for (int i = 1; i <= 3; i++) {
            updateWith(
                            "primary",
                            "'EngineConfiguration':{'AdditionalConfigs':{" + configs + "},'Classifications':["
                                    + String.join(",", Collections.nCopies(i, classification)) + "]}")
                    .json();
        }
        updateWith(
                        "primary",
                        "'EngineConfiguration':{'AdditionalConfigs':{" + configs + "},'Classifications':["
                                + String.join(",", Collections.nCopies(4, classification)) + "]}")
                .isInvalidStartingWith("The configuration of a WorkGroup may have 262144 bytes, not 3");
    }

    @Test
    void update_thatChangesNothing_isNotWritten() {
        made(EngineVersions.SQL_3, "{'Description':'d'}");
        update("made", ",'Description':'d','State':'ENABLED'").json();
        update("made", "").json();

        assertThat(athena.scheduler.replaced).isEmpty();
    }

    @Test
    void update_unknown() {
        update("nowhere", "").isInvalid("WorkGroup is not found.");
    }

    @Test
    void update_ofWhatSomebodyElseChanged_isMadeAnew() {
        made(EngineVersions.SQL_3, "{}");
        List<WorkGroup> seen = new ArrayList<>();
        athena.scheduler.onReplaceWorkGroup = before -> {
            seen.add(before);
            if (seen.size() > 1) {
                return ReplaceOutcome.REPLACED;
            }
            made(EngineVersions.SQL_3, "{'Configuration':{'AdditionalConfiguration':'theirs'}}");
            return ReplaceOutcome.STALE;
        };
        update("made", ",'Description':'ours'").json();

        assertThat(seen).hasSize(2);
        assertThat(made().attributes().toUtf8())
                .isEqualTo("{\"Configuration\":{\"AdditionalConfiguration\":\"theirs\"},\"Description\":\"ours\"}");
    }

    @Test
    void update_givesUpAfterAFewAttempts() {
        athena.scheduler.onReplaceWorkGroup = seen -> ReplaceOutcome.STALE;
        update("spark", ",'Description':'d'").isError("ThrottlingException", "Rate exceeded");
        assertThat(athena.scheduler.replaced).hasSize(16);

        athena.scheduler.onReplaceWorkGroup = seen -> ReplaceOutcome.OVERLOADED;
        update("spark", ",'Description':'d'").isError("ThrottlingException", "Rate exceeded");
        assertThat(athena.scheduler.replaced).hasSize(17);

        athena.scheduler.onReplaceWorkGroup = seen -> ReplaceOutcome.TOO_LARGE;
        update("spark", ",'Description':'d'").isInvalid("The request is larger than the journal of this server takes.");
        assertThat(athena.scheduler.replaced).hasSize(18);
    }

    @Test
    void update_ofWhatIsDeletedMeanwhile_isNotFound() {
        athena.scheduler.onReplaceWorkGroup = seen -> {
            athena.scheduler.forget(seen.name());
            return ReplaceOutcome.NOT_FOUND;
        };
        update("spark", ",'Description':'d'").isInvalid("WorkGroup is not found.");
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
