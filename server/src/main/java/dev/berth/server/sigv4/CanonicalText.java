package dev.berth.server.sigv4;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/** A growing text of bytes, used over and over. Each character of what is added is one byte. Not thread-safe. */
final class CanonicalText {
    private static final int USUAL_BYTES = 2_048;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;

    CanonicalText clear() {
        length = 0;
        return this;
    }

    CanonicalText add(char c) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) c;
        return this;
    }

    CanonicalText add(String text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
        return this;
    }

    /** Without spaces at both ends, and with runs of them as one. */
    void addTrimmed(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        char previous = ' ';
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c != ' ' || previous != ' ') {
                add(c);
            }
            previous = c;
        }
    }

    CanonicalText addHex(byte[] hash) {
        for (byte b : hash) {
            add((char) HEX[b >> 4 & 0xF]).add((char) HEX[b & 0xF]);
        }
        return this;
    }

    /** The hash of what was added. */
    byte[] sha256(MessageDigest sha256) {
        sha256.update(bytes, 0, length);
        return sha256.digest();
    }

    /** The authentication code of what was added; the code is ready for the next one after that. */
    byte[] sign(Mac mac) {
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
