package dev.berth.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.berth.api.OpaqueBytes;
import dev.berth.engine.JournalEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of a journal as lines of JSON, in ASCII, so that no terminal spoils them. Bytes that nobody has told what
 * they mean are text where they can be read as UTF-8, else an object with their base64. Not thread-safe.
 */
final class JournalLines implements AutoCloseable {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    /** How often is looked whether anybody still reads. */
    private static final int LINES_BETWEEN_LOOKS = 1_000;

    private final PrintWriter out;
    private final JsonGenerator json;
    private long lines;

    /** Lines on the given writer, which is flushed at the end and stays open. */
    JournalLines(PrintWriter out) throws IOException {
        this.out = out;
        this.json = JSON.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setPrettyPrinter(new MinimalPrettyPrinter(System.lineSeparator()));
    }

    /**
     * Writes a line.
     *
     * @throws UncheckedIOException if it cannot, or if nobody reads any more
     */
    void write(JournalEntry entry) {
        try {
            json.writeStartObject();
            json.writeNumberField("sequence", entry.sequence());
            json.writeStringField("file", entry.file());
            json.writeNumberField("position", entry.position());
            json.writeStringField("kind", entry.kind());
            json.writeFieldName(entry.isOfSnapshot() ? "state" : "fact");
            writeObject(entry.fields());
            json.writeEndObject();
            lines++;
            if (lines % LINES_BETWEEN_LOOKS == 0) {
                requireReader();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (lines > 0) {
            json.writeRaw(System.lineSeparator());
        }
        json.close();
        requireReader();
    }

    private void requireReader() throws IOException {
        if (out.checkError()) {
            throw new IOException("cannot write to standard output");
        }
    }

    private void writeObject(Map<?, ?> members) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.writeFieldName("" + member.getKey());
            writeValue(member.getValue());
        }
        json.writeEndObject();
    }

    private void writeValue(@Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> members) {
            writeObject(members);
        } else if (value instanceof OpaqueBytes bytes) {
            writeBytes(bytes.toByteArray());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else {
            json.writeString("" + value);
        }
    }

    private void writeBytes(byte[] bytes) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            json.writeStartObject();
            json.writeBinaryField("base64", bytes);
            json.writeEndObject();
            return;
        }
        json.writeString(text);
    }
}
