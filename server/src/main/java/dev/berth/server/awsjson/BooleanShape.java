package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** True or false. */
final class BooleanShape extends ScalarShape<Boolean> {
    BooleanShape(String name) {
        super(name, Boolean.class, List.of());
    }

    @Override
    Boolean read(JsonParser parser, JsonToken token) throws WireException {
        if (!token.isBoolean()) {
            throw WireJson.wrongType(token, "a Boolean");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    @Override
    void write(Object value, JsonGenerator generator) throws IOException {
        generator.writeBoolean((Boolean) value);
    }
}
