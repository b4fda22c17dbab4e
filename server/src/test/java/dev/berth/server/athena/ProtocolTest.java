package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.awsjson.Operation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided before an operation is carried out: content types, targets, bodies. */
class ProtocolTest {
    private final Athena athena = new Athena();

    private Athena.Outcome send(@Nullable String contentType, @Nullable String target, String body) {
        Map<String, String> headers = new HashMap<>();
        if (contentType != null) {
            headers.put("Content-Type", contentType);
        }
        if (target != null) {
            headers.put("X-Amz-Target", target);
        }
        return athena.send(headers, null, body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-amz-json-1.1",
                "application/json",
                "application/x-amz-json-1.1; charset=utf-8",
                "application/json;charset=UTF-8",
                "Application/X-Amz-Json-1.1 ; charset=utf-8"
            })
    void contentTypes_taken(String contentType) {
        assertThat(send(contentType, "AmazonAthena.ListWorkGroups", "{}").json().getJsonArray("WorkGroups"))
                .hasSize(3);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "application/x-amz-json-1.0", "text/plain", "application/x-amz-json-1.12", ";"})
    void contentTypes_others_are404Xml(@Nullable String contentType) {
        Athena.Outcome outcome = send(contentType, "AmazonAthena.ListWorkGroups", "{}");

        assertThat(outcome.status()).isEqualTo(404);
        assertThat(outcome.contentType()).isEqualTo("application/xml");
        assertThat(outcome.text()).isEqualTo("<UnknownOperationException/>");
    }

    @Test
    void queryString_is404Xml() {
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "AmazonAthena.ListWorkGroups");

        assertThat(athena.send(headers, "Action=ListWorkGroups", "{}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "ListWorkGroups",
                "AmazonAthena.",
                "AmazonAthena.listWorkGroups",
                "amazonathena.ListWorkGroups",
                "AmazonAthena.NoSuchOperation",
                "AmazonAthena.ListWorkGroups ",
                "DynamoDB_20120810.ListTables"
            })
    void targets_unknown_haveNoMessage(@Nullable String target) {
        Athena.Outcome outcome = send("application/x-amz-json-1.1", target, "{}");

        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.text()).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
    }

    @Test
    void operationsOutsideTheModel_areUnsupported_whateverTheBody() {
        athena.call("StartQueryExecution", "rubbish")
                .isInvalid("UNSUPPORTED_OPERATION", "Operation StartQueryExecution is not supported.");
    }

    @Test
    void operationsNotBuilt_areCheckedFirst() {
        athena.call("GetNotebookMetadata", "{\"NotebookId\":\"00000000-0000-0000-0000-000000000000\"}")
                .isInvalid("UNSUPPORTED_OPERATION", "Operation GetNotebookMetadata is not supported.");
        athena.call("GetNotebookMetadata", "{}")
                .isInvalid("1 validation error detected: Value null at 'notebookId' failed to satisfy constraint: "
                        + "Member must not be null");
        assertThat(athena.call("GetNotebookMetadata", "{").text()).isEqualTo("{\"__type\":\"SerializationException\"}");
    }

    @Test
    void operations_ofTheModel_areAllAnswered() {
        for (Operation operation : Athena.MODEL.operations()) {
            assertThat(athena.call(operation.name(), "{}").status())
                    .as(operation.name())
                    .isIn(200, 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "{}x"})
    void bodies_thatAreNotJson_haveNoMessage(String body) {
        Athena.Outcome outcome = athena.call("StartSession", body);

        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.text()).isEqualTo("{\"__type\":\"SerializationException\"}");
    }

    @Test
    void bodies_largerThanUsual_onlyWhereTheModelNeedsThem() {
        assertThat(athena.maxBodyBytes(Map.of("X-Amz-Target", "AmazonAthena.ImportNotebook")))
                .isEqualTo(64 << 20);
        assertThat(athena.maxBodyBytes(Map.of("X-Amz-Target", "AmazonAthena.UpdateNotebook")))
                .isEqualTo(64 << 20);
        assertThat(athena.maxBodyBytes(Map.of("X-Amz-Target", "AmazonAthena.StartSession")))
                .isEqualTo(1);
        assertThat(athena.maxBodyBytes(Map.of())).isEqualTo(1);
    }
}
