package dev.berth.server.sigv4;

import dev.berth.server.http.PercentText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Path and query as they are signed. What is signed here follows from what the request means, after decoding, so a change that
 * keeps the signature keeps the meaning.
 */
final class CanonicalTarget {
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final Comparator<Parameter> ORDER =
            Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    private CanonicalTarget() {}

    /** A parameter, encoded. */
    private record Parameter(String name, String value) {}

    /** The path of JSON services: what was sent, encoded once more. */
    static String encodedAgain(String path) {
        return path.equals("/") ? path : PercentText.encode(path, "/");
    }

    /**
     * The path of Amazon S3: encoded once. An encoded slash stays one, for it is no slash between bucket and key.
     *
     * @throws SignatureException if the path is not percent-encoded UTF-8
     */
    static String encodedOnce(String path) throws SignatureException {
        StringBuilder encoded = new StringBuilder(path.length());
        for (int start = 0; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            encoded.append(reencoded(path.substring(start, end)));
            if (slash >= 0) {
                encoded.append('/');
            }
            start = end + 1;
        }
        return encoded.toString();
    }

    /**
     * The query: decoded, encoded and sorted.
     *
     * @param hasSignature whether the signature is in it, and so not part of what is signed; elsewhere a parameter of that name
     *     is one like others, which nobody may add
     * @throws SignatureException if it is not percent-encoded UTF-8, or has a parameter twice: their order is not signed
     */
    static String query(@Nullable String query, boolean hasSignature) throws SignatureException {
        if (query == null || query.isEmpty()) {
            return "";
        }
        List<Parameter> parameters = parameters(query);
        parameters.sort(ORDER);
        StringBuilder text = new StringBuilder(query.length());
        String previous = null;
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(previous)) {
                throw SignatureException.incomplete("No parameter of a signed query may be repeated.");
            }
            previous = parameter.name();
            if (!(hasSignature && previous.equals(SIGNATURE))) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(previous)
                        .append('=')
                        .append(parameter.value());
            }
        }
        return text.toString();
    }

    private static List<Parameter> parameters(String query) throws SignatureException {
        List<Parameter> parameters = new ArrayList<>();
        for (int start = 0; start <= query.length(); ) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', start);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (start < end) {
                parameters.add(new Parameter(
                        reencodedInQuery(query.substring(start, nameEnd)),
                        reencodedInQuery(query.substring(Math.min(nameEnd + 1, end), end))));
            }
            start = end + 1;
        }
        return parameters;
    }

    private static String reencodedInQuery(String text) throws SignatureException {
        return PercentText.encode(decodeInQuery(text), "");
    }

    private static String reencoded(String text) throws SignatureException {
        return PercentText.encode(decode(text), "");
    }

    /** A name or a value of a query, decoded: there, a plus sign is a space. */
    static String decodeInQuery(String text) throws SignatureException {
        return decode(text.replace('+', ' '));
    }

    private static String decode(String text) throws SignatureException {
        try {
            return PercentText.decode(text);
        } catch (IllegalArgumentException malformed) {
            throw SignatureException.incomplete("The request's target is not percent-encoded UTF-8.");
        }
    }
}
