package dev.berth.server.awsjson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The check that a body is UTF-8. The JSON parser alone is too kind: it takes UTF-16 and UTF-32, overlong forms and
 * encoded surrogates.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
    private static final int CHUNK_CHARS = 4_096;

    private Utf8() {}

    /** @throws WireException a SerializationException without message if the bytes are not UTF-8 */
    static void requireJsonText(byte[] buffer, int offset, int length) throws WireException {
        boolean isUtf8 = isAscii(buffer, offset, length) || isUtf8(buffer, offset, length);
        if (!isUtf8 || startsWithZero(buffer, offset, length)) {
            throw WireException.serialization(null);
        }
    }

    /** Every text in UTF-16 or UTF-32 that JSON allows has a zero here (or a byte order mark, which is not UTF-8). */
    private static boolean startsWithZero(byte[] buffer, int offset, int length) {
        return (length > 0 && buffer[offset] == 0) || (length > 1 && buffer[offset + 1] == 0);
    }

    /** Eight bytes a step. */
    private static boolean isAscii(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int i = offset;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            if (((long) LONGS.get(buffer, i) & NOT_ASCII) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] buffer, int offset, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        CharBuffer scratch = CharBuffer.allocate(Math.min(length, CHUNK_CHARS));
        while (decoder.decode(bytes, scratch, true).isOverflow()) {
            scratch.clear();
        }
        return !bytes.hasRemaining();
    }
}
