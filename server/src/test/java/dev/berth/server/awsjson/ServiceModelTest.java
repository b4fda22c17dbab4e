package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServiceModelTest {
    @Test
    void theModelDescribes42OperationsAndNames28More() {
        assertThat(AthenaModel.MODEL.operations()).hasSize(42);
        List<String> others = RawModel.otherOperations();
        assertThat(others).hasSize(28).allMatch(AthenaModel.MODEL::isOtherOperation);
        assertThat(others).allMatch(name -> AthenaModel.MODEL.operation(name) == null);
    }

    @Test
    void operationsAreKnownByTheirExactNames() {
        Operation operation = AthenaModel.operation("StartSession");
        assertThat(operation.name()).isEqualTo("StartSession");
        assertThat(operation.input().name()).isEqualTo("StartSessionRequest");
        assertThat(operation.declaredErrors())
                .containsExactlyInAnyOrder(
                        "InternalServerException",
                        "InvalidRequestException",
                        "ResourceNotFoundException",
                        "SessionAlreadyExistsException",
                        "TooManyRequestsException");
        assertThat(AthenaModel.MODEL.operation("startSession")).isNull();
        assertThat(AthenaModel.MODEL.operation("StartQueryExecution")).isNull();
        assertThat(AthenaModel.MODEL.isOtherOperation("StartQueryExecution")).isTrue();
        assertThat(AthenaModel.MODEL.isOtherOperation("StartSession")).isFalse();
    }

    @Test
    void whatIsNotAModel_isRefused() {
        assertThatThrownBy(() -> load("{")).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> load("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> load("[]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> load("{\"shapes\":{},\"operations\":{\"Op\":{}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operations.Op.input");
        Map<String, String> faults = Map.of(
                "{\"type\":\"blob\"}", "blob",
                "{\"type\":\"list\",\"member\":{\"shape\":\"Lost\"}}", "shapes.Lost",
                "{\"type\":\"string\",\"max\":\"1\"}", "shapes.Part.max",
                "{\"type\":\"map\",\"key\":{\"shape\":\"Number\"},\"value\":{\"shape\":\"Text\"}}",
                        "not a string: Part");
        faults.forEach((part, named) -> assertThatThrownBy(() -> load(model(part)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named));
        assertThatThrownBy(() -> load(
                        model("{\"type\":\"map\",\"key\":{\"shape\":\"Text\"},\"value\":{\"shape\":\"Structure\"}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("map values have parts with constraints: Part");
        assertThatThrownBy(() -> load(model("{\"type\":\"string\"}").replace("\"shape\":\"In\"", "\"shape\":\"Text\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the input of Op is not a structure");
    }

    private static String model(String part) {
        return "{\"operations\":{\"Op\":{\"input\":{\"shape\":\"In\"}}},\"shapes\":{\"Part\":" + part
                + ",\"In\":{\"type\":\"structure\",\"members\":{\"Part\":{\"shape\":\"Part\"}}}"
                + ",\"Structure\":{\"type\":\"structure\",\"members\":{}}"
                + ",\"Number\":{\"type\":\"integer\"},\"Text\":{\"type\":\"string\"}}}";
    }

    private static ServiceModel load(String json) throws IOException {
        return ServiceModel.load(new ByteArrayInputStream(json.getBytes(UTF_8)));
    }
}
