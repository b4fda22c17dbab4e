package dev.berth.server.sigv4;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads signatures in queries, which make an address that anybody may use for a while. */
final class QuerySignature {
    /** The security token of temporary credentials. */
    static final String TOKEN = "X-Amz-Security-Token";

    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final String PREFIX = "X-Amz-";
    private static final int MAX_EXPIRES_SECONDS = 604_800;
    private static final int MAX_EXPIRES_DIGITS = 6;

    private final Map<String, String> parameters = new HashMap<>();

    private QuerySignature() {}

    /** The parameters of a signature, or null if the query has none that begins one. */
    static @Nullable QuerySignature find(@Nullable String query) throws SignatureException {
        if (query == null || !query.contains(PREFIX)) {
            return null;
        }
        QuerySignature found = new QuerySignature();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = CanonicalTarget.decodeInQuery(equals < 0 ? pair : pair.substring(0, equals));
            if (name.startsWith(PREFIX)) {
                found.add(name, equals < 0 ? "" : CanonicalTarget.decodeInQuery(pair.substring(equals + 1)));
            }
        }
        return found.parameters.containsKey(ALGORITHM) ? found : null;
    }

    private void add(String name, String value) throws SignatureException {
        if (parameters.put(name, value) != null) {
            throw SignatureException.incomplete("No parameter of a signed query may be repeated.");
        }
    }

    boolean hasToken() {
        return parameters.containsKey(TOKEN);
    }

    PresentedSignature read() throws SignatureException {
        if (!required(ALGORITHM).equals(PresentedSignature.ALGORITHM)) {
            throw SignatureException.incomplete(ALGORITHM + " only supports \"" + PresentedSignature.ALGORITHM + "\"");
        }
        return new PresentedSignature(
                required("X-Amz-Credential"),
                required("X-Amz-SignedHeaders"),
                required("X-Amz-Signature"),
                SigningTime.parse(required("X-Amz-Date")),
                expiresSeconds(required(EXPIRES)));
    }

    private String required(String name) throws SignatureException {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw SignatureException.incomplete("Query-string authentication version 4 requires the X-Amz-Algorithm,"
                    + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires"
                    + " parameters.");
        }
        return value;
    }

    private static long expiresSeconds(String text) throws SignatureException {
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == MAX_EXPIRES_DIGITS) {
                throw badExpires();
            }
            seconds = seconds * 10 + (c - '0');
        }
        if (seconds < 1 || seconds > MAX_EXPIRES_SECONDS) {
            throw badExpires();
        }
        return seconds;
    }

    private static SignatureException badExpires() {
        return SignatureException.incomplete(EXPIRES + " must be a number of seconds from 1 to " + MAX_EXPIRES_SECONDS);
    }
}
