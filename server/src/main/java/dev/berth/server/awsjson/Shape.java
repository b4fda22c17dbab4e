package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A type of the service model: reads its values from JSON, checks them, and writes them in canonical form.
 *
 * <p>Immutable. A value that has been read is a String, Integer, Long, Boolean, {@link Structure}, unmodifiable List
 * or unmodifiable sorted Map, and never null.
 */
abstract sealed class Shape permits ScalarShape, ListShape, MapShape, StructureShape {
    private final String name;

    Shape(String name) {
        this.name = name;
    }

    /** The shape's name in the model. */
    public final String name() {
        return name;
    }

    /**
     * Reads the value that starts at the parser's current token, and leaves the parser at the value's last token.
     *
     * @param token the current token, never {@link JsonToken#VALUE_NULL}: null means absent, and the caller sees to it
     * @throws WireException if the JSON type is not this shape's
     */
    abstract Object read(JsonParser parser, JsonToken token) throws IOException, WireException;

    /** Adds what the value breaks; the place in {@code violations} is the value's. */
    abstract void check(Object value, Violations violations);

    abstract void write(Object value, JsonGenerator generator) throws IOException;

    @Override
    public final String toString() {
        return name;
    }
}
