package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.server.awsjson.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list whose items have numbers, from 0 on, that do not change.
 *
 * @param listed what is listed, as {@link PageToken} wants it
 * @param start the number of the first item of the page
 * @param end the number after that of the last
 * @param size how many items there are
 */
record NumberedPage(String listed, int start, int end, int size) {

    /**
     * The page that a request asks for.
     *
     * @param maxResults the most items, or {@code null} for {@code maxPage} of them
     * @param token leads to the page; {@code null} or empty for the first one
     * @throws WireException if the token is not one for this list
     */
    static NumberedPage of(String listed, int size, @Nullable Integer maxResults, int maxPage, @Nullable String token)
            throws WireException {
        int start = token == null || token.isEmpty() ? 0 : Math.min(position(listed, token), size);
        int limit = maxResults == null ? maxPage : maxResults;
        return new NumberedPage(listed, start, Math.min(size, start + limit), size);
    }

    private static int position(String listed, String token) throws WireException {
        // A sign in a token that somebody made up is not worth an error of its own.
        return ByteBuffer.wrap(PageToken.position(listed, token, Integer.BYTES)).getInt() & Integer.MAX_VALUE;
    }

    /** Writes the token that leads to the next page, if there is one. */
    void writeNextToken(JsonGenerator json) throws IOException {
        if (end < size) {
            byte[] position = ByteBuffer.allocate(Integer.BYTES).putInt(end).array();
            json.writeStringField("NextToken", PageToken.of(listed, position));
        }
    }
}
