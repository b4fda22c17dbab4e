package dev.berth.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes lines of the log, one after the other, as JSON. Not thread-safe. */
final class AuditLineEncoder {
    /** The most characters of a value; the rest is cut. */
    static final int MAX_VALUE = 256;

    private static final char LINE_END = '\n';

    /** All times have the same length, so that they sort. */
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Pure ASCII: no terminal turns a line around, and no reader sees an end of line within one. */
    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .rootValueSeparator((String) null)
            .build();

    // Names that are encoded once.
    private static final SerializableString TIME = new SerializedString("time");
    private static final SerializableString IDENTITY = new SerializedString("identity");
    private static final SerializableString SOURCE = new SerializedString("source");
    private static final SerializableString ACTION = new SerializedString("action");
    private static final SerializableString RESOURCE = new SerializedString("resource");
    private static final SerializableString SESSION = new SerializedString("session");
    private static final SerializableString CALCULATION = new SerializedString("calculation");
    private static final SerializableString OUTCOME = new SerializedString("outcome");
    private static final SerializableString REQUEST_ID = new SerializedString("requestId");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private long lastMillis = Long.MIN_VALUE;
    private String lastTime = "";

    AuditLineEncoder() {
        try {
            json = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory was not enough for a generator", e);
        }
    }

    /** The line of an entry, with its end. */
    byte[] encode(AuditEntry entry) throws IOException {
        begin(entry.timeMillis());
        String identity = entry.identity();
        if (identity == null) {
            json.writeFieldName(IDENTITY);
            json.writeNull();
        } else {
            writeIfKnown(IDENTITY, identity);
        }
        writeIfKnown(SOURCE, entry.source());
        writeIfKnown(ACTION, entry.action());
        writeIfKnown(RESOURCE, entry.resource());
        writeIfKnown(SESSION, entry.session());
        writeIfKnown(CALCULATION, entry.calculation());
        writeIfKnown(OUTCOME, entry.outcome());
        writeIfKnown(REQUEST_ID, entry.requestId());
        return end();
    }

    /** The line that stands for others, which are lost. */
    byte[] encodeLost(long timeMillis, long count) throws IOException {
        begin(timeMillis);
        json.writeNumberField("linesLost", count);
        return end();
    }

    private byte[] end() throws IOException {
        json.writeEndObject();
        json.writeRaw(LINE_END);
        json.flush();
        byte[] line = bytes.toByteArray();
        bytes.reset();
        return line;
    }

    private void begin(long timeMillis) throws IOException {
        json.writeStartObject();
        json.writeFieldName(TIME);
        json.writeString(time(timeMillis));
    }

    /** Under load many lines have the same time. */
    private String time(long millis) {
        if (millis != lastMillis) {
            lastTime = TIME_FORMAT.format(Instant.ofEpochMilli(millis));
            lastMillis = millis;
        }
        return lastTime;
    }

    private void writeIfKnown(SerializableString name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeString(bounded(value));
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
