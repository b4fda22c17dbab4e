package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of the model file, whose members are asked for with the type they must have. */
final class ModelNode {
    private final String place;
    private final Map<?, ?> members;

    private ModelNode(String place, @Nullable Object json) {
        if (!(json instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("not an object in the model: " + place);
        }
        this.place = place;
        this.members = object;
    }

    /** Reads a whole file, leaving the stream open. */
    static ModelNode read(InputStream json) throws IOException {
        try (JsonParser parser = WireJson.FACTORY.createParser(json)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            JsonToken first = parser.nextToken();
            return new ModelNode("$", first == null ? null : value(parser, first));
        }
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    object.put(name, value(parser, parser.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    array.add(value(parser, next));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("not expected in the model: " + parser.getText());
        };
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    Set<String> names() {
        return (Set<String>) members.keySet();
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    ModelNode object(String name) {
        return new ModelNode(place + '.' + name, members.get(name));
    }

    String string(String name) {
        return as(String.class, name, members.get(name));
    }

    @Nullable
    Long number(String name) {
        return has(name) ? as(Long.class, name, members.get(name)) : null;
    }

    /** Empty if there is no such member. */
    List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object element : array(name)) {
            strings.add(as(String.class, name, element));
        }
        return strings;
    }

    /** Empty if there is no such member. */
    List<ModelNode> objects(String name) {
        List<ModelNode> objects = new ArrayList<>();
        for (Object element : array(name)) {
            objects.add(new ModelNode(place + '.' + name, element));
        }
        return objects;
    }

    private List<?> array(String name) {
        return has(name) ? as(List.class, name, members.get(name)) : List.of();
    }

    private <T> T as(Class<T> type, String name, @Nullable Object value) {
        if (value == null || !type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "not a " + type.getSimpleName() + " in the model: " + place + '.' + name);
        }
        return type.cast(value);
    }
}
