package dev.berth.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that the scheduler keeps, compares, journals and hands on, but never reads: a dialect's own encoding of what a
 * client asked for, or a runtime's handle. Immutable; equal when the bytes are equal.
 */
public final class OpaqueBytes {
    /** No bytes. */
    public static final OpaqueBytes EMPTY = new OpaqueBytes(new byte[0]);

    private final byte[] bytes;

    private OpaqueBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the given bytes. */
    public static OpaqueBytes copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new OpaqueBytes(bytes.clone());
    }

    /** The given array itself, without a copy: the caller gives it away and must not write to it again. */
    public static OpaqueBytes wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new OpaqueBytes(bytes);
    }

    /** The UTF-8 bytes of a text. */
    public static OpaqueBytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** The byte at a place, from 0 on. */
    public byte byteAt(int index) {
        return bytes[index];
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Writes the bytes to a buffer with room for them. */
    public void copyTo(ByteBuffer target) {
        target.put(bytes);
    }

    /** The bytes read as UTF-8. */
    public String toUtf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof OpaqueBytes that && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The number of bytes, not their content, which may be secret. */
    @Override
    public String toString() {
        return "OpaqueBytes[" + bytes.length + "]";
    }
}
