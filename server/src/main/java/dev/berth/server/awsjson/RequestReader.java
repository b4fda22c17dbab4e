package dev.berth.server.awsjson;

import dev.berth.server.awsjson.StructureShape.Member;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of one operation, as {@link Operation#read(byte[])} does. Whoever sends many in a row that are alike but for one
 * string, such as the token that each of them has, has only that read: where the bytes around it are those of the last request,
 * they mean what they meant then.
 *
 * <p>Not thread-safe. Keeps the last request and its bytes if the one before was as long, and they are not more than
 * {@value #MAX_KEPT_BYTES}: where requests differ, to keep each would be for nothing.
 */
public final class RequestReader {
    private static final int MAX_KEPT_BYTES = 4_096;

    private final Operation operation;
    private final @Nullable Member varying;
    private @Nullable Kept last;
    private int lastLength;

    /**
     * A reader that has read nothing yet.
     *
     * @param varying the name of the string that is another one in each request; nothing is kept where the operation has none
     */
    public RequestReader(Operation operation, String varying) {
        StructureShape input = operation.input();
        this.operation = operation;
        this.varying = input.has(varying) && input.member(varying).shape() instanceof StringShape
                ? input.member(varying)
                : null;
    }

    /**
     * Reads and checks a request's body.
     *
     * @param body UTF-8 JSON; not kept
     * @return the request, which meets every constraint of the model
     * @throws WireException if the body is not what the model asks for; the package description tells which error when
     */
    public Structure read(byte[] body) throws WireException {
        Kept known = last;
        Structure alike = known == null ? null : known.readAlike(body);
        if (alike != null) {
            return alike;
        }
        Structure request = operation.read(body);
        boolean mayComeAgain = body.length == lastLength && body.length <= MAX_KEPT_BYTES;
        last = varying == null || !mayComeAgain ? null : Kept.of(body, request, varying);
        lastLength = body.length;
        return request;
    }

    /** A request that was read, its bytes, and where in them the text of the varying string is. */
    private static final class Kept {
        private final byte[] body;
        private final int from;
        private final int to;
        private final Structure request;
        private final Member varying;

        private Kept(byte[] body, int from, int to, Structure request, Member varying) {
            this.body = body;
            this.from = from;
            this.to = to;
            this.request = request;
            this.varying = varying;
        }

        /** Null where it is not certain which bytes are the varying string. */
        static @Nullable Kept of(byte[] body, Structure request, Member varying) {
            Object value = request.value(varying);
            String text = byteByByte(body);
            if (value == null || text.indexOf('\\') >= 0) {
                return null;
            }
            // Without escapes each string stands there as it is, in quotes; where it does so once, that is the one.
            String quoted = byteByByte(('"' + (String) value + '"').getBytes(StandardCharsets.UTF_8));
            int at = text.indexOf(quoted);
            return at < 0 || at != text.lastIndexOf(quoted)
                    ? null
                    : new Kept(body.clone(), at + 1, at + quoted.length() - 1, request, varying);
        }

        /** A text with a character for each byte, in which bytes can be looked for. */
        private static String byteByByte(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /** Null unless the bytes are the same but for another varying string, which is plain and as the model wants it. */
        @Nullable
        Structure readAlike(byte[] other) {
            int end = to + other.length - body.length;
            if (end < from
                    || !Arrays.equals(body, 0, from, other, 0, from)
                    || !Arrays.equals(body, to, body.length, other, end, other.length)) {
                return null;
            }
            for (int i = from; i < end; i++) {
                // Bytes of characters beyond ASCII are negative.
                if (other[i] < ' ' || other[i] == '"' || other[i] == '\\') {
                    return null;
                }
            }
            String value = new String(other, from, end - from, StandardCharsets.US_ASCII);
            return ((StringShape) varying.shape()).accepts(value) ? request.with(varying, value) : null;
        }
    }
}
