package dev.berth.server.awsjson;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The kinds of JSON value other than null. */
enum JsonKind {
    STRING("STRING"),
    INTEGER("NUMBER"),
    DECIMAL("NUMBER"),
    TRUE("TRUE"),
    FALSE("FALSE"),
    LIST("LIST"),
    OBJECT("MAP");

    private final String label;

    JsonKind(String label) {
        this.label = label;
    }

    /** How messages call a scalar of this kind. */
    String label() {
        return label;
    }

    List<String> examples() {
        return switch (this) {
            case STRING -> List.of("\"x\"", "\"\"", "\"1\"", "\"true\"");
            case INTEGER -> List.of("1", "0", "-7");
            case DECIMAL -> List.of("1.5", "1e2");
            case TRUE -> List.of("true");
            case FALSE -> List.of("false");
            case LIST -> List.of("[]", "[1]", "[\"x\"]", "[{}]");
            case OBJECT -> List.of("{}", "{\"a\":1}");
        };
    }

    /** The kinds that are no value of a type of the model. */
    static Set<JsonKind> wrongFor(String type) {
        return switch (type) {
            case "string" -> EnumSet.complementOf(EnumSet.of(STRING));
            case "integer", "long" -> EnumSet.complementOf(EnumSet.of(INTEGER, DECIMAL));
            case "boolean" -> EnumSet.complementOf(EnumSet.of(TRUE, FALSE));
            case "list" -> EnumSet.complementOf(EnumSet.of(LIST));
            case "structure", "map" -> EnumSet.complementOf(EnumSet.of(OBJECT));
            default -> throw new AssertionError(type);
        };
    }
}
