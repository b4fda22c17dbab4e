package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error answer. The code is written twice, as {@code AthenaErrorCode} and as {@code ErrorCode}, as the
 * real service does; what is null is left out, so that an error without code and message is {@code {"__type":"…"}}.
 *
 * @param type the error's name, written as {@code __type}
 * @param athenaErrorCode the code within {@code InvalidRequestException}, or null
 * @param message the text for people, or null
 * @param otherMembers further members of the error's shape, such as {@code ResourceName}; written in the map's order
 */
public record ErrorBody(
        String type,
        @Nullable String athenaErrorCode,
        @Nullable String message,
        Map<String, String> otherMembers) {

    /** Copies the map, in its order. */
    public ErrorBody {
        otherMembers =
                otherMembers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(otherMembers));
    }

    /** An error without further members. */
    public static ErrorBody of(String type, @Nullable String athenaErrorCode, @Nullable String message) {
        return new ErrorBody(type, athenaErrorCode, message, Map.of());
    }

    /** The body as UTF-8 JSON. */
    public byte[] toJson() {
        return WireJson.write(this::write);
    }

    private void write(JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("__type", type);
        if (athenaErrorCode != null) {
            generator.writeStringField("AthenaErrorCode", athenaErrorCode);
            generator.writeStringField("ErrorCode", athenaErrorCode);
        }
        if (message != null) {
            generator.writeStringField("Message", message);
        }
        for (Map.Entry<String, String> member : otherMembers.entrySet()) {
            generator.writeStringField(member.getKey(), member.getValue());
        }
        generator.writeEndObject();
    }
}
