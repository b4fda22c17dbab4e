package dev.berth.server.awsjson;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shape of the {@link RawModel}. */
record RawShape(String name, JsonObject traits) {
    String type() {
        return traits.getString("type");
    }

    boolean is(String type) {
        return type().equals(type);
    }

    /** A structure's members, in the order of the file. */
    Map<String, RawShape> members() {
        Map<String, RawShape> members = new LinkedHashMap<>();
        traits.getJsonObject("members").fieldNames().forEach(member -> members.put(member, member(member)));
        return members;
    }

    /** A structure's member. */
    RawShape member(String member) {
        return RawModel.shape(traits.getJsonObject("members").getJsonObject(member));
    }

    /** The names of a structure's required members, in the order of its members. */
    List<String> required() {
        List<String> required = strings("required");
        return members().keySet().stream().filter(required::contains).toList();
    }

    /** What a list holds. */
    RawShape element() {
        return RawModel.shape(traits.getJsonObject("member"));
    }

    /** A map's keys. */
    RawShape key() {
        return RawModel.shape(traits.getJsonObject("key"));
    }

    /** A map's values. */
    RawShape value() {
        return RawModel.shape(traits.getJsonObject("value"));
    }

    @Nullable
    Long min() {
        return traits.getLong("min");
    }

    @Nullable
    Long max() {
        return traits.getLong("max");
    }

    @Nullable
    String pattern() {
        return traits.getString("pattern");
    }

    /** The values of an enumeration; empty if it is none. */
    List<String> enumeration() {
        return strings("enum");
    }

    private List<String> strings(String trait) {
        return traits.getJsonArray(trait, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }
}
