package dev.berth.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A caller's name for one request to start a session. However often the request is sent under the same token, it starts
 * at most one session, for as long as the token is remembered. Compared as it is: no trimming, no folding of case. Immutable.
 */
public final class RequestToken implements Comparable<RequestToken> {
    /*
     * There is one for each live and each remembered session, and nearly all are UUIDs, as the SDKs make them. Kept as two
     * numbers, such a token is one object of 32 bytes; with a String it would be three of 96, all of which every garbage
     * collection copies or marks. A text has this form exactly if it is a canonical UUID in lower case, so that equal tokens
     * have equal forms.
     */
    /** How long the text of a UUID is. */
    public static final int UUID_LENGTH = 36;

    private static final byte NO_DIGIT = -1;

    /** What each character is worth as a digit in lower case. */
    private static final byte[] DIGITS = digitsOfCharacters();

    private static final long MIXER = 0x9E37_79B9_7F4A_7C15L;

    /** Null for a UUID. */
    private final @Nullable String text;

    private final long high;
    private final long low;

    /**
     * A token as the caller sent it.
     *
     * @param value the text of the token
     * @throws IllegalArgumentException if it is empty
     */
    public RequestToken(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a request token must not be empty");
        }
        boolean mayBeUuid = value.length() == UUID_LENGTH
                && value.charAt(8) == '-'
                && value.charAt(13) == '-'
                && value.charAt(18) == '-'
                && value.charAt(23) == '-';
        long first = mayBeUuid ? digits(value, 0, 8) : NO_DIGIT;
        long second = mayBeUuid ? digits(value, 9, 13) : NO_DIGIT;
        long third = mayBeUuid ? digits(value, 14, 18) : NO_DIGIT;
        long fourth = mayBeUuid ? digits(value, 19, 23) : NO_DIGIT;
        long fifth = mayBeUuid ? digits(value, 24, 36) : NO_DIGIT;
        boolean isUuid = (first | second | third | fourth | fifth) >= 0;
        text = isUuid ? null : value;
        high = isUuid ? first << 32 | second << 16 | third : 0;
        low = isUuid ? fourth << 48 | fifth : 0;
    }

    private static byte[] digitsOfCharacters() {
        byte[] digits = new byte[128];
        Arrays.fill(digits, NO_DIGIT);
        for (byte digit = 0; digit < 16; digit++) {
            digits[Character.forDigit(digit, 16)] = digit;
        }
        return digits;
    }

    /** The number that a part of a UUID is; negative if any character is no digit, as such a one sets all bits above it. */
    private static long digits(String value, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            bits = bits << 4 | (c < DIGITS.length ? DIGITS[c] : NO_DIGIT);
        }
        return bits;
    }

    /** Whether the text is a canonical UUID in lower case, {@value #UUID_LENGTH} characters of ASCII. */
    public boolean isUuid() {
        return text == null;
    }

    /** The text of the token, not empty. That of a UUID is made anew each time. */
    public String value() {
        return text == null ? new UUID(high, low).toString() : text;
    }

    /** Ordered by text, so that a hash table under a flood of colliding tokens degrades to a tree and not to a list. */
    @Override
    public int compareTo(RequestToken other) {
        if (text != null || other.text != null) {
            return value().compareTo(other.value());
        }
        // The hyphens are at the same places, and digits come before letters, so the numbers are ordered as their texts
        // are.
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestToken that
                && high == that.high
                && low == that.low
                && Objects.equals(text, that.text);
    }

    /** Every bit of a UUID counts: those of some makers differ only in the first, or only in the last. */
    @Override
    public int hashCode() {
        return text == null ? (int) (mix(mix(high) ^ low) >>> 32) : text.hashCode();
    }

    /** Lets each bit change the upper half. */
    private static long mix(long bits) {
        return (bits ^ bits >>> 32) * MIXER;
    }

    @Override
    public String toString() {
        return value();
    }
}
