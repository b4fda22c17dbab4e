package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map with string keys, held sorted by key so that there is one order for all that is written from it. An entry whose
 * value was sent as null is absent.
 */
final class MapShape extends Shape {
    private final StringShape key;
    private final Shape value;

    /**
     * @throws IllegalArgumentException if a value's parts have constraints: the service's input has no such map, and
     *     the form of their place in an error is not known
     */
    MapShape(String name, StringShape key, Shape value) {
        super(name);
        if (!(value instanceof ScalarShape || (value instanceof ListShape list && list.isUnconstrained()))) {
            throw new IllegalArgumentException("map values have parts with constraints: " + name);
        }
        this.key = key;
        this.value = value;
    }

    Shape value() {
        return value;
    }

    @Override
    SortedMap<String, Object> read(JsonParser parser, JsonToken token) throws IOException, WireException {
        WireJson.requireStartObject(token);
        SortedMap<String, Object> entries = new TreeMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken next = parser.nextToken();
            if (next == JsonToken.VALUE_NULL) {
                entries.remove(name);
            } else {
                entries.put(WireJson.requireUnicode(name), value.read(parser, next));
            }
        }
        return Collections.unmodifiableSortedMap(entries);
    }

    @Override
    void check(Object map, Violations violations) {
        Map<?, ?> entries = (Map<?, ?>) map;
        if (!entries.keySet().stream().allMatch(key::accepts)) {
            violations.add("Map keys must satisfy constraint: " + key.constraintTexts());
        }
        if (value instanceof ScalarShape<?> scalar && !entries.values().stream().allMatch(scalar::accepts)) {
            violations.add("Map value must satisfy constraint: " + scalar.constraintTexts());
        }
    }

    @Override
    void write(Object map, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
            generator.writeFieldName((String) entry.getKey());
            value.write(entry.getValue(), generator);
        }
        generator.writeEndObject();
    }
}
