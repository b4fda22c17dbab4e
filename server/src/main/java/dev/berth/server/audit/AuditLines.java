package dev.berth.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines of the log, as JSON. */
final class AuditLine {
    /** The most characters of a value; the rest is cut. */
    static final int MAX_VALUE = 256;

    /** All times have the same length, so that they sort. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Pure ASCII: no terminal turns a line around, and no reader sees an end of line within one. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AuditLine() {}

    static void write(AuditEntry entry, ByteArrayOutputStream lines) throws IOException {
        writeLine(lines, entry.timeMillis(), json -> {
            String identity = entry.identity();
            if (identity == null) {
                json.writeNullField("identity");
            } else {
                writeIfKnown("identity", identity, json);
            }
            writeIfKnown("source", entry.source(), json);
            writeIfKnown("action", entry.action(), json);
            writeIfKnown("resource", entry.resource(), json);
            writeIfKnown("session", entry.session(), json);
            writeIfKnown("calculation", entry.calculation(), json);
            writeIfKnown("outcome", entry.outcome(), json);
            writeIfKnown("requestId", entry.requestId(), json);
        });
    }

    /** The line that stands for others, which are lost. */
    static void writeLost(long timeMillis, long count, ByteArrayOutputStream lines) throws IOException {
        writeLine(lines, timeMillis, json -> json.writeNumberField("linesLost", count));
    }

    /** What a line has behind its time. */
    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static void writeLine(ByteArrayOutputStream lines, long timeMillis, Members members) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(lines)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(Instant.ofEpochMilli(timeMillis)));
            members.write(json);
            json.writeEndObject();
        }
        lines.write('\n');
    }

    private static void writeIfKnown(String name, @Nullable String value, JsonGenerator json) throws IOException {
        if (value != null) {
            json.writeStringField(name, bounded(value));
        }
    }

    private static String bounded(String value) {
        if (value.length() <= MAX_VALUE) {
            return value;
        }
        boolean isPairCut = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1));
        return value.substring(0, isPairCut ? MAX_VALUE - 1 : MAX_VALUE);
    }
}
