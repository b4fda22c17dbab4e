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
        makeRoom(1);
        bytes[length++] = (byte) c;
        return this;
    }

    @SuppressWarnings("deprecation") // That it takes the low byte of each character, and no charset, is what is wanted.
    CanonicalText add(String text) {
        int added = text.length();
        makeRoom(added);
        text.getBytes(0, added, bytes, length);
        length += added;
        return this;
    }

    private void makeRoom(int added) {
        if (added > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + added));
        }
    }

    /** Without spaces at both ends, and with runs of them as one. */
    void addTrimmed(String text) {
        if (text.indexOf(' ') < 0) {
            add(text);
            return;
        }
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
        makeRoom(2 * hash.length);
        for (byte b : hash) {
            bytes[length++] = HEX[b >> 4 & 0xF];
            bytes[length++] = HEX[b & 0xF];
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
