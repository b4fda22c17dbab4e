package dev.berth.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of UTF-8, as in paths: a plus sign is a plus sign. */
public final class PercentText {
    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";
    private static final int ESCAPE_LENGTH = 3;

    private PercentText() {}

    /**
     * Decodes a text, exactly once.
     *
     * @throws IllegalArgumentException if an escape is malformed, or the bytes are not UTF-8
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int escape = text.indexOf('%', at);
            int end = escape < 0 ? text.length() : escape;
            bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
            if (escape >= 0) {
                bytes.write(escapedByte(text, escape));
                at += ESCAPE_LENGTH;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("not UTF-8", notUtf8);
        }
    }

    private static int escapedByte(String text, int at) {
        if (at + ESCAPE_LENGTH > text.length()) {
            throw new IllegalArgumentException("an escape is cut off");
        }
        return Character.digit(asciiAt(text, at + 1), 16) << 4 | Character.digit(asciiAt(text, at + 2), 16);
    }

    /** {@link Character#digit} would take the digits of every script. */
    private static char asciiAt(String text, int at) {
        char c = text.charAt(at);
        if (c > 'f' || Character.digit(c, 16) < 0) {
            throw new IllegalArgumentException("an escape has other than two hexadecimal digits");
        }
        return c;
    }

    /**
     * Encodes every character of a text but ASCII letters, digits, {@code -._~} and those of {@code kept}.
     *
     * @param kept other ASCII characters to leave as they are
     */
    public static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isPlain(c) || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }
}
