package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as the wire has it: the parser's limits, the errors of {@code SerializationException}, and writing to bytes. */
final class WireJson {
    /** Levels of objects and lists in a body, members that the model does not know included. */
    static final int MAX_NESTING = 64;

    /** Characters of a member's name or a map's key. Names are cached by the parser, so this bounds memory as well. */
    static final int MAX_NAME_LENGTH = 1_024;

    /** Characters of a number. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private static final int EXPECTED_BYTES = 512;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // The body is in memory already: its own size is the bound.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private WireJson() {}

    /** Something that writes one JSON value. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator generator) throws IOException;
    }

    static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            content.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Reads the one structure that the bytes hold. */
    static Structure read(StructureShape shape, byte[] buffer, int offset, int length) throws WireException {
        Utf8.requireJsonText(buffer, offset, length);
        try (JsonParser parser = FACTORY.createParser(buffer, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                throw WireException.serialization(null);
            }
            Structure structure = shape.read(parser, first);
            if (parser.nextToken() != null) {
                throw WireException.serialization(null);
            }
            return structure;
        } catch (JsonProcessingException e) {
            throw WireException.serialization(null);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** The value found is not the start of a structure or map, which was expected. */
    static void requireStartObject(JsonToken token) throws WireException {
        if (token == JsonToken.START_ARRAY) {
            throw unexpectedStart(token);
        }
        if (token != JsonToken.START_OBJECT) {
            throw WireException.serialization("Expected null");
        }
    }

    /** A scalar was expected: {@code target} is its type with the article. */
    static WireException wrongType(JsonToken found, String target) {
        if (found.isStructStart()) {
            return unexpectedStart(found);
        }
        return WireException.serialization(label(found) + " can not be converted to " + target);
    }

    /** The full stop at the end of one of them is the real service's. */
    static WireException unexpectedStart(JsonToken found) {
        return WireException.serialization(
                found == JsonToken.START_ARRAY
                        ? "Start of list found where not expected"
                        : "Start of structure or map found where not expected.");
    }

    private static String label(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "STRING_VALUE";
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            default -> "NUMBER_VALUE";
        };
    }

    /** Refuses halves of surrogate pairs, which JSON can escape but neither UTF-8 nor the model's types can hold. */
    static String requireUnicode(String text) throws WireException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int codePoint = text.codePointAt(i);
                if (!Character.isSupplementaryCodePoint(codePoint)) {
                    throw WireException.serialization(null);
                }
                i++;
            }
        }
        return text;
    }
}
