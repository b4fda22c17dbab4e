package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** A string, enumerations included. */
final class StringShape extends ScalarShape<String> {
    StringShape(String name, List<Constraint<? super String>> constraints) {
        super(name, String.class, constraints);
    }

    @Override
    String read(JsonParser parser, JsonToken token) throws IOException, WireException {
        if (token != JsonToken.VALUE_STRING) {
            throw WireJson.wrongType(token, "a String");
        }
        return WireJson.requireUnicode(parser.getText());
    }

    @Override
    void write(Object value, JsonGenerator generator) throws IOException {
        generator.writeString((String) value);
    }
}
