package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The wire form of a timestamp: a JSON number of seconds since the epoch with exactly three decimals. */
public final class EpochSeconds {
    /** Sign, 16 digits of seconds, point and three decimals: all that a {@code long} of milliseconds can need. */
    private static final int MAX_CHARS = 21;

    private EpochSeconds() {}

    /**
     * Writes a point in time as the generator's next value, {@code 1700000000123} as {@code 1700000000.123}.
     * Costs one small array.
     *
     * @param generator where a value is expected next
     * @param epochMillis milliseconds since 1970-01-01T00:00Z
     * @throws IOException if the generator's target fails
     */
    public static void write(JsonGenerator generator, long epochMillis) throws IOException {
        char[] text = new char[MAX_CHARS];
        int start = MAX_CHARS;
        // Digits are taken from the negative side, where Long.MIN_VALUE has room.
        long rest = epochMillis < 0 ? epochMillis : -epochMillis;
        for (int decimals = 3; decimals > 0; decimals--) {
            text[--start] = (char) ('0' - rest % 10);
            rest /= 10;
        }
        text[--start] = '.';
        do {
            text[--start] = (char) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (epochMillis < 0) {
            text[--start] = '-';
        }
        generator.writeNumber(text, start, MAX_CHARS - start);
    }
}
