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
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of the log, one after the other, as JSON. Nearly all values are plain ASCII, which is JSON as it is: such ones are
 * copied, and a generator writes the others. What a line mostly has in common with the one before is copied from there. Not
 * thread-safe.
 */
final class AuditLineEncoder {
    /** The most characters of a value; the rest is cut. */
    static final int MAX_VALUE = 256;

    /** A value of which each character is escaped, between its quotes. */
    private static final int MAX_VALUE_BYTES = "\\u0000".length() * MAX_VALUE + 2;

    private static final int MAX_VALUES = 8;
    private static final int MAX_NAMES_AND_TIME_BYTES = 1_024;

    /** All times have the same length, so that they sort. */
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Pure ASCII: no terminal turns a line around, and no reader sees an end of line within one. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final byte[] BEGIN = bytes("{\"time\":\"");
    private static final byte[] UNKNOWN_IDENTITY = bytes(",\"identity\":null");
    private static final byte[] SESSION = bytes(",\"session\":");
    private static final byte[] CALCULATION = bytes(",\"calculation\":");
    private static final byte[] REQUEST_ID = bytes(",\"requestId\":");
    private static final byte[] LINES_LOST = bytes(",\"linesLost\":");

    private final byte[] line = new byte[MAX_NAMES_AND_TIME_BYTES + MAX_VALUES * MAX_VALUE_BYTES];
    private int length;

    private final Recurring identity = new Recurring(",\"identity\":");
    private final Recurring source = new Recurring(",\"source\":");
    private final Recurring action = new Recurring(",\"action\":");
    private final Recurring resource = new Recurring(",\"resource\":");
    private final Recurring outcome = new Recurring(",\"outcome\":");
    private long lastSecond = Long.MIN_VALUE;
    private byte[] lastTime = {};

    /** The line of an entry, with its end. */
    byte[] encode(AuditEntry entry) {
        begin(entry.timeMillis());
        if (entry.identity() == null) {
            append(UNKNOWN_IDENTITY);
        } else {
            identity.append(entry.identity());
        }
        source.append(entry.source());
        action.append(entry.action());
        resource.append(entry.resource());
        append(SESSION, entry.session());
        append(CALCULATION, entry.calculation());
        outcome.append(entry.outcome());
        append(REQUEST_ID, entry.requestId());
        return end();
    }

    /** The line that stands for others, which are lost. */
    byte[] encodeLost(long timeMillis, long count) {
        begin(timeMillis);
        append(LINES_LOST);
        append(bytes(Long.toString(count)));
        return end();
    }

    private void begin(long timeMillis) {
        length = 0;
        append(BEGIN);
        append(timeToTheSecond(Math.floorDiv(timeMillis, 1_000L)));
        int millis = Math.floorMod(timeMillis, 1_000);
        append('.');
        append('0' + millis / 100);
        append('0' + millis / 10 % 10);
        append('0' + millis % 10);
        append('Z');
        append('"');
    }

    private byte[] end() {
        append('}');
        append('\n');
        return Arrays.copyOf(line, length);
    }

    private byte[] timeToTheSecond(long second) {
        if (second != lastSecond) {
            lastTime = bytes(TO_THE_SECOND.format(Instant.ofEpochSecond(second)));
            lastSecond = second;
        }
        return lastTime;
    }

    private void append(byte[] nameAndColon, @Nullable String value) {
        if (value != null) {
            appendBounded(nameAndColon, bounded(value));
        }
    }

    private void appendBounded(byte[] nameAndColon, String text) {
        append(nameAndColon);
        if (!isAppendedAsItIs(text)) {
            append(quoted(text));
        }
    }

    /** Whether JSON has the text as it is; if not, nothing is appended. */
    private boolean isAppendedAsItIs(String text) {
        byte[] to = line;
        int at = length;
        to[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        length = at;
        return true;
    }

    private void append(int character) {
        line[length++] = (byte) character;
    }

    private void append(byte[] ascii) {
        System.arraycopy(ascii, 0, line, length, ascii.length);
        length += ascii.length;
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] quoted(String text) {
        StringWriter quoted = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(quoted)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException("memory was not enough for a text", e);
        }
        return bytes(quoted.toString());
    }

    private static String bounded(String value) {
        if (value.length() <= MAX_VALUE) {
            return value;
        }
        boolean isPairCut = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1));
        return value.substring(0, isPairCut ? MAX_VALUE - 1 : MAX_VALUE);
    }

    /** A member that mostly has the value that it had last. */
    private final class Recurring {
        private final byte[] nameAndColon;
        private @Nullable String lastText;
        private byte[] lastMember = {};

        Recurring(String nameAndColon) {
            this.nameAndColon = bytes(nameAndColon);
        }

        void append(@Nullable String value) {
            if (value == null) {
                return;
            }
            String text = bounded(value);
            if (text.equals(lastText)) {
                AuditLineEncoder.this.append(lastMember);
                return;
            }
            int begin = length;
            appendBounded(nameAndColon, text);
            lastMember = Arrays.copyOfRange(line, begin, length);
            lastText = text;
        }
    }
}
