package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A list, in the order sent and without the null elements sent. */
final class ListShape extends Shape {
    private final Shape element;
    private final List<Constraint<Collection<?>>> constraints;

    ListShape(String name, Shape element, List<Constraint<Collection<?>>> constraints) {
        super(name);
        this.element = element;
        this.constraints = List.copyOf(constraints);
    }

    Shape element() {
        return element;
    }

    boolean isUnconstrained() {
        return constraints.isEmpty() && element instanceof ScalarShape<?> scalar && scalar.isUnconstrained();
    }

    @Override
    List<Object> read(JsonParser parser, JsonToken token) throws IOException, WireException {
        if (token == JsonToken.START_OBJECT) {
            throw WireJson.unexpectedStart(token);
        }
        if (token != JsonToken.START_ARRAY) {
            throw WireException.serialization("Expected list or null");
        }
        List<Object> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (next != JsonToken.VALUE_NULL) {
                values.add(element.read(parser, next));
            }
        }
        return Collections.unmodifiableList(values);
    }

    @Override
    void check(Object value, Violations violations) {
        List<?> values = (List<?>) value;
        for (Constraint<Collection<?>> constraint : constraints) {
            if (!constraint.isMetBy(values)) {
                violations.add(constraint.text());
            }
        }
        if (element instanceof ScalarShape<?> scalar) {
            if (!values.stream().allMatch(scalar::accepts)) {
                violations.add("Member must satisfy constraint: " + scalar.constraintTexts());
            }
            return;
        }
        for (int index = 0; index < values.size() && !violations.isFull(); index++) {
            violations.enter(index + 1);
            element.check(values.get(index), violations);
            violations.exit();
        }
    }

    @Override
    void write(Object value, JsonGenerator generator) throws IOException {
        generator.writeStartArray();
        for (Object one : (List<?>) value) {
            element.write(one, generator);
        }
        generator.writeEndArray();
    }
}
