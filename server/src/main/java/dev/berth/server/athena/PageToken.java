package dev.berth.server.athena;

import dev.berth.server.awsjson.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The opaque token that leads to the next page of a list: where the last page ended, bound to what was listed.
 *
 * <p>In it are, in base64url without padding: the version 1, a CRC32C of what was listed and of the position, the
 * position. The sum is there against mistakes; a token grants nothing that its request does not.
 */
final class PageToken {
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private PageToken() {}

    /**
     * Makes a token.
     *
     * @param listed what is listed: the operation, and all that decides which items are in the list
     * @param position where the next page starts
     */
    static String of(String listed, byte[] position) {
        ByteBuffer token = ByteBuffer.allocate(HEADER_BYTES + position.length);
        token.put(VERSION).putInt(sum(listed, position)).put(position);
        return ENCODER.encodeToString(token.array());
    }

    /** Makes a token of a list whose items have ids, from the id of the last one of a page. */
    static String of(String listed, long idHigh, long idLow) {
        byte[] position =
                ByteBuffer.allocate(ID_BYTES).putLong(idHigh).putLong(idLow).array();
        return of(listed, position);
    }

    /**
     * The id in a token.
     *
     * @throws WireException if the token was not made for the same list, from an id
     */
    static UUID id(String listed, String token) throws WireException {
        ByteBuffer position = ByteBuffer.wrap(position(listed, token, ID_BYTES));
        return new UUID(position.getLong(), position.getLong());
    }

    /**
     * The position in a token.
     *
     * @throws WireException if the token was not made by {@link #of} for the same list
     */
    static byte[] position(String listed, String token) throws WireException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            throw malformed(token);
        }
        if (bytes.remaining() < HEADER_BYTES || bytes.get() != VERSION) {
            throw malformed(token);
        }
        int sum = bytes.getInt();
        byte[] position = new byte[bytes.remaining()];
        bytes.get(position);
        // The decoder is lenient; the same bytes in another spelling are not our token.
        if (sum != sum(listed, position) || !token.equals(of(listed, position))) {
            throw malformed(token);
        }
        return position;
    }

    /** The position in a token, which must have the given size in bytes. */
    static byte[] position(String listed, String token, int bytes) throws WireException {
        byte[] position = position(listed, token);
        if (position.length != bytes) {
            throw malformed(token);
        }
        return position;
    }

    private static WireException malformed(String token) {
        return Errors.invalidRequest("The nextPageToken is malformed: " + token);
    }

    private static int sum(String listed, byte[] position) {
        CRC32C crc = new CRC32C();
        crc.update(listed.getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(position);
        return (int) crc.getValue();
    }
}
