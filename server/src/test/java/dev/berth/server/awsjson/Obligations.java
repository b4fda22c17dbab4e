package dev.berth.server.awsjson;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the model file owes a case: each trait of each value in each input, inside and outside. It is taken from the file by
 * a walk of its own, apart from the one that makes the cases, and a word in the file that is not known here stops it.
 */
final class Obligations {
    /** The traits that a shape of each type may have. */
    private static final Map<String, Set<String>> TRAITS = Map.of(
            "structure", Set.of("type", "members", "required"),
            "list", Set.of("type", "member"),
            "map", Set.of("type", "key", "value"),
            "string", Set.of("type", "min", "max", "pattern", "enum"),
            "integer", Set.of("type", "min", "max", "box"),
            "long", Set.of("type", "min", "box"),
            "boolean", Set.of("type"));

    private static final Set<String> REFERENCE_TRAITS = Set.of("shape", "deprecated", "deprecatedMessage");

    /**
     * Something that at least one case must show.
     *
     * @param key the operation, the place and the rule
     * @param text what such a case's error says, or does not say
     * @param isTold whether it says so
     */
    record Obligation(String key, String text, boolean isTold) {
        boolean isMetBy(ModelCase one) {
            String verdict = one.verdict().toString();
            return key.equals(one.key()) && verdict.contains(text) == isTold;
        }
    }

    private final JsonObject shapes;
    private final List<Obligation> owed = new ArrayList<>();
    private String operation = "";

    private Obligations(JsonObject shapes) {
        this.shapes = shapes;
    }

    /** All of them, over all operations. */
    static List<Obligation> all() throws IOException {
        JsonObject model;
        try (InputStream json = AthenaModel.open()) {
            model = new JsonObject(Buffer.buffer(json.readAllBytes()));
        }
        Obligations obligations = new Obligations(model.getJsonObject("shapes"));
        JsonObject operations = model.getJsonObject("operations");
        for (String name : operations.fieldNames()) {
            obligations.operation = name;
            String input = operations.getJsonObject(name).getJsonObject("input").getString("shape");
            obligations.input(obligations.shapes.getJsonObject(input));
        }
        return obligations.owed;
    }

    private void input(JsonObject shape) {
        for (String rule : List.of("null", "empty body", "cut short", "more after it")) {
            told("", rule, "SerializationException");
        }
        types("", shape);
        value("", shape);
    }

    private void member(String place, JsonObject shape, boolean isRequired) {
        for (String rule : List.of("null", "absent", "misspelt")) {
            owed.add(new Obligation(key(place, rule), "Member must not be null", isRequired));
            owed.add(new Obligation(key(place, rule), "Exception", isRequired));
        }
        types(place, shape);
        value(place, shape);
    }

    private void part(String place, JsonObject shape) {
        accepted(place, "null");
        types(place, shape);
        value(place, shape);
    }

    private void types(String place, JsonObject shape) {
        for (JsonKind kind : JsonKind.values()) {
            if (isWrong(kind, shape.getString("type"))) {
                told(place, "given " + kind, "SerializationException");
                told(place, "given " + kind + " alone", "SerializationException");
            }
        }
    }

    private static boolean isWrong(JsonKind kind, String type) {
        return switch (kind) {
            case STRING -> !type.equals("string");
            case INTEGER, DECIMAL -> !type.equals("integer") && !type.equals("long");
            case TRUE, FALSE -> !type.equals("boolean");
            case LIST -> !type.equals("list");
            case OBJECT -> !type.equals("structure") && !type.equals("map");
        };
    }

    /** What a value owes wherever it stands. */
    private void value(String place, JsonObject shape) {
        String type = shape.getString("type");
        requireKnown(TRAITS.getOrDefault(type, Set.of()), shape, place);
        accepted(place, "valid");
        switch (type) {
            case "structure" -> structure(place, shape);
            case "list" -> {
                accepted(place, "no elements");
                part(place + "[]", referred(shape, "member"));
            }
            case "map" -> {
                accepted(place, "no entries");
                value(place + "{key}", referred(shape, "key"));
                part(place + "{value}", referred(shape, "value"));
            }
            case "string" -> string(place, shape);
            case "integer", "long" -> number(place, shape);
            default -> {
                // The two values of a boolean are cases of "valid".
            }
        }
    }

    private void structure(String place, JsonObject shape) {
        accepted(place, "unknown members");
        JsonArray required = shape.getJsonArray("required", new JsonArray());
        owed.add(new Obligation(key(place, "nothing in it"), "Member must not be null", !required.isEmpty()));
        JsonObject members = shape.getJsonObject("members");
        for (String name : members.fieldNames()) {
            String memberPlace = place.isEmpty() ? name : place + "." + name;
            requireKnown(REFERENCE_TRAITS, members.getJsonObject(name), memberPlace);
            member(memberPlace, referred(members, name), required.contains(name));
        }
    }

    private void string(String place, JsonObject shape) {
        if (shape.containsKey("min")) {
            bound(place, "min", "Member must have length greater than or equal to ", shape, shape.getLong("min") > 0);
        }
        if (shape.containsKey("max")) {
            bound(place, "max", "Member must have length less than or equal to ", shape, true);
        }
        if (shape.containsKey("pattern")) {
            String text = "Member must satisfy regular expression pattern: " + shape.getString("pattern");
            owed.add(new Obligation(key(place, "pattern: inside"), text, false));
            told(place, "pattern: outside", text);
        }
        if (shape.containsKey("enum")) {
            List<?> values = shape.getJsonArray("enum").getList();
            values.forEach(value -> accepted(place, "enum: inside " + value));
            told(place, "enum: outside", "Member must satisfy enum value set: " + values);
        }
    }

    private void number(String place, JsonObject shape) {
        told(place, "beyond the type", "SerializationException");
        if (shape.containsKey("min")) {
            bound(place, "min", "Member must have value greater than or equal to ", shape, true);
            accepted(place, "decimal");
        }
        if (shape.containsKey("max")) {
            bound(place, "max", "Member must have value less than or equal to ", shape, true);
        } else {
            accepted(place, "greatest");
        }
    }

    private void bound(String place, String trait, String words, JsonObject shape, boolean hasOutside) {
        String text = words + shape.getLong(trait);
        owed.add(new Obligation(key(place, trait + ": inside"), text, false));
        if (hasOutside) {
            told(place, trait + ": outside", text);
        }
    }

    private void accepted(String place, String rule) {
        owed.add(new Obligation(key(place, rule), "Exception", false));
    }

    private void told(String place, String rule, String text) {
        owed.add(new Obligation(key(place, rule), text, true));
    }

    private String key(String place, String rule) {
        return ModelCase.key(operation, place, rule);
    }

    private JsonObject referred(JsonObject parts, String part) {
        return shapes.getJsonObject(parts.getJsonObject(part).getString("shape"));
    }

    private static void requireKnown(Set<String> known, JsonObject described, String place) {
        if (!known.containsAll(described.fieldNames())) {
            throw new AssertionError("no case is known for a word of " + place + ": " + described);
        }
    }
}
