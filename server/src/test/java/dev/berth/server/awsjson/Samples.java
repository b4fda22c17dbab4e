package dev.berth.server.awsjson;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.List;

/** Values that meet the model, as small as may be. */
final class Samples {
    private Samples() {}

    /** The JSON of a valid value. */
    static String valid(RawShape shape) {
        return switch (shape.type()) {
            case "structure" -> object(shape, "", "");
            case "list" -> "[" + valid(shape.element()) + "]";
            case "map" -> "{" + valid(shape.key()) + ":" + valid(shape.value()) + "}";
            case "string" -> JsonText.quote(StringSamples.of(shape).valid());
            case "integer", "long" -> String.valueOf(requireNonNullElse(shape.min(), 1L));
            case "boolean" -> "true";
            default -> throw new AssertionError(shape.type());
        };
    }

    /**
     * The JSON of a structure with the members that it requires.
     *
     * @param omitted a member to leave out
     * @param added more members, as they stand between the braces
     */
    static String object(RawShape structure, String omitted, String added) {
        List<String> members = new ArrayList<>();
        for (String required : structure.required()) {
            if (!required.equals(omitted)) {
                members.add(JsonText.quote(required) + ":" + valid(structure.member(required)));
            }
        }
        if (!added.isEmpty()) {
            members.add(added);
        }
        return "{" + String.join(",", members) + "}";
    }
}
