package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of broken constraints, each written out once, and how several of them come together. */
final class ConstraintTextsTest {
    private static final String AT = "Value at '";
    private static final String FAILED = "' failed to satisfy constraint: ";

    @Test
    void oneFailure() {
        assertThat(message("ListWorkGroups", "{\"MaxResults\":0}"))
                .isEqualTo("1 validation error detected: Value at 'maxResults' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1");
        assertThat(message("ListWorkGroups", "{\"MaxResults\":51}"))
                .isEqualTo("1 validation error detected: Value at 'maxResults' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 50");
        assertThat(message("GetWorkGroup", "{\"WorkGroup\":\"a b\"}"))
                .isEqualTo("1 validation error detected: Value at 'workGroup' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{1,128}");
        assertThat(message("GetWorkGroup", "{}"))
                .isEqualTo("1 validation error detected: Value null at 'workGroup' failed to satisfy constraint: "
                        + "Member must not be null");
        assertThat(message("ListSessions", "{\"WorkGroup\":\"w\",\"StateFilter\":\"idle\"}"))
                .isEqualTo("1 validation error detected: Value at 'stateFilter' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: "
                        + "[CREATING, CREATED, IDLE, BUSY, TERMINATING, TERMINATED, DEGRADED, FAILED]");
        assertThat(message("GetResourceDashboard", "{}")).contains("Value null at 'resourceARN'");
    }

    @Test
    void severalFailures_standInTheOrderOfTheModel() {
        assertThat(message(
                        "StartSession", "{\"ClientRequestToken\":\"short\",\"Description\":\"\",\"WorkGroup\":null}"))
                .isEqualTo("4 validation errors detected: "
                        + AT + "description" + FAILED + "Member must have length greater than or equal to 1; "
                        + "Value null at 'workGroup" + FAILED + "Member must not be null; "
                        + "Value null at 'engineConfiguration" + FAILED + "Member must not be null; "
                        + AT + "clientRequestToken" + FAILED + "Member must have length greater than or equal to 32");
        assertThat(message("ListWorkGroups", "{\"MaxResults\":0,\"NextToken\":\"\"}"))
                .isEqualTo("2 validation errors detected: "
                        + AT + "nextToken" + FAILED + "Member must have length greater than or equal to 1; "
                        + AT + "maxResults" + FAILED + "Member must have value greater than or equal to 1");
    }

    @Test
    void severalFailuresOfOneValue() {
        assertThat(message("GetCapacityReservation", "{\"Name\":\"\"}"))
                .isEqualTo("2 validation errors detected: "
                        + AT + "name" + FAILED + "Member must have length greater than or equal to 1; "
                        + AT + "name" + FAILED + "Member must satisfy regular expression pattern: [a-zA-Z0-9._-]+");
    }

    @Test
    void nestedPlaces() {
        assertThat(message(
                        "CreateWorkGroup",
                        "{\"Name\":\"w\",\"Configuration\":{\"ResultConfiguration\":{"
                                + "\"ExpectedBucketOwner\":\"12345678901x\","
                                + "\"EncryptionConfiguration\":{}}}}"))
                .isEqualTo("2 validation errors detected: "
                        + "Value null at 'configuration.resultConfiguration.encryptionConfiguration.encryptionOption"
                        + FAILED + "Member must not be null; "
                        + AT + "configuration.resultConfiguration.expectedBucketOwner" + FAILED
                        + "Member must satisfy regular expression pattern: ^[0-9]+$");
        assertThat(message(
                        "TagResource",
                        "{\"ResourceARN\":\"r\",\"Tags\":[{\"Key\":\"k\"},{\"Key\":\"\"},null,{\"Value\":\""
                                + "v".repeat(257) + "\"}]}"))
                .isEqualTo("2 validation errors detected: "
                        + AT + "tags.2.member.key" + FAILED + "Member must have length greater than or equal to 1; "
                        + AT + "tags.3.member.value" + FAILED + "Member must have length less than or equal to 256");
        assertThat(message(
                        "PutCapacityAssignmentConfiguration",
                        "{\"CapacityReservationName\":\"r\",\"CapacityAssignments\":[{"
                                + "\"WorkGroupNames\":[\"w\",\"a b\",\"\"]}]}"))
                .isEqualTo("1 validation error detected: "
                        + AT + "capacityAssignments.1.member.workGroupNames" + FAILED
                        + "Member must satisfy constraint: "
                        + "[Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{1,128}]");
    }

    @Test
    void scalarsInAList_keysAndValues_haveOneDetailForAll() {
        assertThat(message(
                        "UntagResource",
                        "{\"ResourceARN\":\"r\",\"TagKeys\":[\"\",\"k\",\"" + "k".repeat(129) + "\"]}"))
                .isEqualTo(
                        "1 validation error detected: " + AT + "tagKeys" + FAILED + "Member must satisfy constraint: "
                                + "[Member must have length less than or equal to 128, "
                                + "Member must have length greater than or equal to 1]");
        String properties = "{\"\":\"" + "v".repeat(51_201) + "\",\"a\\n\":\"\"}";
        assertThat(message(
                        "StartSession",
                        "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"SparkProperties\":" + properties + "}}"))
                .isEqualTo("2 validation errors detected: "
                        + AT + "engineConfiguration.sparkProperties" + FAILED + "Map keys must satisfy constraint: "
                        + "[Member must have length less than or equal to 255, "
                        + "Member must have length greater than or equal to 1, "
                        + "Member must satisfy regular expression pattern: "
                        + "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*]; "
                        + AT + "engineConfiguration.sparkProperties" + FAILED + "Map value must satisfy constraint: "
                        + "[Member must have length less than or equal to 51200]");
    }

    @Test
    void lengthIsCountedInCharacters_butAnIdempotencyTokensMaximumInBytes() throws WireException {
        String grin = "\uD83D\uDE00";
        accepts("{\"Description\":\"" + grin.repeat(1_024) + "\"");
        assertThat(message("StartSession", "{\"Description\":\"" + grin.repeat(1_025) + "\""))
                .contains("equal to 1024");
        accepts("{\"ClientRequestToken\":\"" + grin.repeat(32) + "\"");
        assertThat(message("StartSession", "{\"ClientRequestToken\":\"" + grin.repeat(31) + "\""))
                .contains("equal to 32");
        assertThat(message("StartSession", "{\"ClientRequestToken\":\"" + grin.repeat(33) + "\""))
                .contains("equal to 128");
        accepts("{\"ClientRequestToken\":\"" + "é".repeat(64) + "\"");
        assertThat(message("StartSession", "{\"ClientRequestToken\":\"" + "é".repeat(65) + "\""))
                .contains("equal to 128");
        accepts("{\"ClientRequestToken\":\"" + "é".repeat(63) + "ab\"");
        assertThat(message("StartSession", "{\"ClientRequestToken\":\"" + "é".repeat(63) + "abc\""))
                .contains("equal to 128");
        accepts("{\"ClientRequestToken\":\"" + "a".repeat(128) + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 100_000})
    void atMostTenDetailsAreTold(int badTags) {
        String tags = "{\"Key\":\"\"}" + ",{\"Key\":\"\"}".repeat(badTags - 1);
        String message = message("TagResource", "{\"ResourceARN\":\"r\",\"Tags\":[" + tags + "]}");
        assertThat(message)
                .startsWith("10 validation errors detected: ")
                .contains("tags.10.member")
                .hasSizeLessThan(1_200);
        assertThat(message.split("; ")).hasSize(10);
    }

    @Test
    void listSizes_whichNoInputOfTheRealModelBounds() throws IOException, WireException {
        String model = "{\"operations\":{\"Op\":{\"input\":{\"shape\":\"In\"},\"errors\":[]}},\"otherOperations\":[],"
                + "\"shapes\":{\"In\":{\"type\":\"structure\",\"members\":{\"Names\":{\"shape\":\"Names\"}}},"
                + "\"Names\":{\"type\":\"list\",\"member\":{\"shape\":\"Name\"},\"min\":1,\"max\":2},"
                + "\"Name\":{\"type\":\"string\"}}}";
        ServiceModel loaded = ServiceModel.load(new ByteArrayInputStream(model.getBytes(UTF_8)));
        Operation operation = requireNonNull(loaded.operation("Op"));
        operation.read("{\"Names\":[\"\",\"b\"]}".getBytes(UTF_8));
        assertThat(message(operation, "{\"Names\":[null]}"))
                .endsWith(AT + "names" + FAILED + "Member must have length greater than or equal to 1");
        assertThat(message(operation, "{\"Names\":[\"a\",\"b\",\"c\"]}"))
                .endsWith(AT + "names" + FAILED + "Member must have length less than or equal to 2");
    }

    private static void accepts(String startOfSession) throws WireException {
        AthenaModel.operation("StartSession").read(session(startOfSession).getBytes(UTF_8));
    }

    private static String session(String start) {
        return start + ",\"WorkGroup\":\"w\",\"EngineConfiguration\":{}}";
    }

    private static String message(String operation, String body) {
        return message(AthenaModel.operation(operation), body.endsWith("}") ? body : session(body));
    }

    private static String message(Operation operation, String body) {
        WireException error = catchThrowableOfType(WireException.class, () -> operation.read(body.getBytes(UTF_8)));
        assertThat(error).as("%.200s", body).isNotNull();
        assertThat(error.type()).isEqualTo("InvalidRequestException");
        assertThat(error.athenaErrorCode()).isEqualTo("INVALID_INPUT");
        return requireNonNull(error.getMessage());
    }
}
