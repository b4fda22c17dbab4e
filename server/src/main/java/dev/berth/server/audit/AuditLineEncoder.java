package dev.berth.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of the log, one after the other, as JSON. Nearly all values are plain ASCII, which is JSON as it is: such ones are
 * copied, and a generator writes the others. Not thread-safe.
 */
final class AuditLineEncoder {
    /** The most characters of a value; the rest is cut. */
    static final int MAX_VALUE = 256;

    /** All times have the same length, so that they sort. */
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Pure ASCII: no terminal turns a line around, and no reader sees an end of line within one. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final StringBuilder line = new StringBuilder();
    private long lastMillis = Long.MIN_VALUE;
    private String lastTime = "";

    /** The line of an entry, with its end. */
    byte[] encode(AuditEntry entry) {
        begin(entry.timeMillis());
        String identity = entry.identity();
        if (identity == null) {
            line.append(",\"identity\":null");
        } else {
            append(",\"identity\":", identity);
        }
        append(",\"source\":", entry.source());
        append(",\"action\":", entry.action());
        append(",\"resource\":", entry.resource());
        append(",\"session\":", entry.session());
        append(",\"calculation\":", entry.calculation());
        append(",\"outcome\":", entry.outcome());
        append(",\"requestId\":", entry.requestId());
        return end();
    }

    /** The line that stands for others, which are lost. */
    byte[] encodeLost(long timeMillis, long count) {
        begin(timeMillis);
        line.append(",\"linesLost\":").append(count);
        return end();
    }

    private void begin(long timeMillis) {
        line.setLength(0);
        line.append("{\"time\":\"").append(time(timeMillis)).append('"');
    }

    private byte[] end() {
        return line.append("}\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Under load many lines have the same time. */
    private String time(long millis) {
        if (millis != lastMillis) {
            lastTime = TIME_FORMAT.format(Instant.ofEpochMilli(millis));
            lastMillis = millis;
        }
        return lastTime;
    }

    private void append(String nameAndColon, @Nullable String value) {
        if (value != null) {
            String text = bounded(value);
            line.append(nameAndColon);
            if (isPlain(text)) {
                line.append('"').append(text).append('"');
            } else {
                line.append(quoted(text));
            }
        }
    }

    /** Whether JSON has the text as it is. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String quoted(String text) {
        StringWriter quoted = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(quoted)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException("memory was not enough for a text", e);
        }
        return quoted.toString();
    }

    private static String bounded(String value) {
        if (value.length() <= MAX_VALUE) {
            return value;
        }
        boolean isPairCut = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1));
        return value.substring(0, isPairCut ? MAX_VALUE - 1 : MAX_VALUE);
    }
}
