package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ErrorBodyTest {
    @Test
    void whatIsNull_isLeftOut() {
        assertThat(json(ErrorBody.of("UnknownOperationException", null, null)))
                .isEqualTo("{\"__type\":\"UnknownOperationException\"}");
        assertThat(json(ErrorBody.of("TooManyRequestsException", null, "full")))
                .isEqualTo("{\"__type\":\"TooManyRequestsException\",\"Message\":\"full\"}");
    }

    @Test
    void code_isWrittenTwice() {
        assertThat(json(ErrorBody.of("InvalidRequestException", "INVALID_INPUT", "WorkGroup is not found.")))
                .isEqualTo("{\"__type\":\"InvalidRequestException\",\"AthenaErrorCode\":\"INVALID_INPUT\","
                        + "\"ErrorCode\":\"INVALID_INPUT\",\"Message\":\"WorkGroup is not found.\"}");
    }

    @Test
    void otherMembers_followInTheirOrder() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("ResourceName", "arn:x");
        members.put("A", "\"\u00E9\"");
        ErrorBody body = new ErrorBody("ResourceNotFoundException", null, "gone", members);
        members.clear();
        assertThat(json(body))
                .isEqualTo("{\"__type\":\"ResourceNotFoundException\",\"Message\":\"gone\",\"ResourceName\":\"arn:x\","
                        + "\"A\":\"\\\"\u00E9\\\"\"}");
        assertThat(body.otherMembers()).isUnmodifiable();
    }

    @Test
    void exception_tellsItsBody() {
        WireException error = new WireException(500, ErrorBody.of("InternalServerException", null, "broken"));
        assertThat(error).hasMessage("broken");
        assertThat(error.httpStatus()).isEqualTo(500);
        assertThat(error.type()).isEqualTo("InternalServerException");
        assertThat(error.athenaErrorCode()).isNull();
        assertThat(error.getStackTrace()).isEmpty();
    }

    private static String json(ErrorBody body) {
        return new String(body.toJson(), UTF_8);
    }
}
