package dev.berth.server.awsjson;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/**
 * The model file as it stands there. Vert.x reads it, so that a fault of {@link ModelNode} or {@link ModelReader} does not
 * hide itself.
 */
final class RawModel {
    private static final JsonObject MODEL = load();

    private RawModel() {}

    /** The names of all operations that the file describes, in its order. */
    static Set<String> operations() {
        return MODEL.getJsonObject("operations").fieldNames();
    }

    /** The names of the operations that it only names. */
    static List<String> otherOperations() {
        return MODEL.getJsonArray("otherOperations").stream()
                .map(String.class::cast)
                .toList();
    }

    /** The shape of an operation's input. */
    static RawShape input(String operation) {
        JsonObject description = MODEL.getJsonObject("operations").getJsonObject(operation);
        return shape(description.getJsonObject("input"));
    }

    /** The shape that a member, an element, a key or a value refers to. */
    static RawShape shape(JsonObject reference) {
        String name = reference.getString("shape");
        return new RawShape(name, MODEL.getJsonObject("shapes").getJsonObject(name));
    }

    private static JsonObject load() {
        try (InputStream json = AthenaModel.open()) {
            return new JsonObject(Buffer.buffer(json.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
