package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.identity.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of the identity that started a session. It is kept with what the start was given, as a member that no request can
 * have: others are dropped when a request is read. So it is as durable as the session, and a token counts as used for
 * something else when another identity repeats it.
 */
public final class SessionIdentity {
    private static final String MEMBER = "berth:identity";

    /** What the attributes begin with of a session that an identity started; its name and a quote follow. */
    static final OpaqueBytes START = OpaqueBytes.ofUtf8("{\"" + MEMBER + "\":\"");

    private static final JsonFactory JSON = new JsonFactory();

    private SessionIdentity() {}

    /**
     * What is kept of a request to start a session.
     *
     * @param members its members but for the token
     */
    static OpaqueBytes attributes(Structure members, Caller caller) {
        byte[] given = members.canonical();
        String name = caller.name();
        return OpaqueBytes.wrap(name == null ? given : withName(name, given));
    }

    /** The name has no characters that JSON would escape, and what was given is an object that is not empty. */
    private static byte[] withName(String name, byte[] given) {
        byte[] start = (START.toUtf8() + name + "\",").getBytes(StandardCharsets.US_ASCII);
        byte[] kept = new byte[start.length + given.length - 1];
        System.arraycopy(start, 0, kept, 0, start.length);
        System.arraycopy(given, 1, kept, start.length, given.length - 1);
        return kept;
    }

    /** The name; empty if the session was started by somebody that had not to say who it is. */
    public static Optional<String> of(SessionView session) {
        if (session.attributes().size() == 0) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(session.attributes().toByteArray())) {
            parser.nextToken();
            boolean isFirst = MEMBER.equals(parser.nextFieldName());
            return isFirst && parser.nextToken() == JsonToken.VALUE_STRING
                    ? Optional.of(parser.getText())
                    : Optional.empty();
        } catch (IOException notOfADialect) {
            return Optional.empty();
        }
    }
}
