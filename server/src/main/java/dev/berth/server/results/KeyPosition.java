package dev.berth.server.results;

import java.util.Arrays;

/**
 * A place in the order of keys, which is that of their UTF-8 bytes: what begins there is every key that is not before it.
 * Immutable.
 */
public final class KeyPosition {
    private final byte[] bytes;

    private KeyPosition(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Before every key. */
    public static KeyPosition start() {
        return new KeyPosition(new byte[0]);
    }

    /** Right after a key, whether there is such a key or not. */
    public static KeyPosition after(String key) {
        byte[] bytes = ByteKeys.of(key);
        // No bytes are between these and those with the smallest byte added.
        return new KeyPosition(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /**
     * Right after all keys with a prefix.
     *
     * @param prefix not empty
     */
    public static KeyPosition past(String prefix) {
        byte[] bytes = ByteKeys.of(prefix);
        // UTF-8 has no byte 0xFF, so adding one never overflows.
        bytes[bytes.length - 1]++;
        return new KeyPosition(bytes);
    }

    /** The position that {@link #toBytes} gave; other bytes are a position too, if perhaps between no two keys. */
    public static KeyPosition of(byte[] bytes) {
        return new KeyPosition(bytes.clone());
    }

    /** A form to keep. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** This position as one in the order of all keys with a prefix before them. */
    byte[] under(byte[] prefix) {
        return ByteKeys.concat(prefix, bytes);
    }
}
