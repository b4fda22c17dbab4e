package dev.berth.server.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header fields of one request, and which of them are signed. Not thread-safe. */
final class HeaderFields {
    private static final String AMZ_PREFIX = "x-amz-";
    private static final int EXPECTED = 16;

    /** Each of them is looked for among all headers. */
    private static final int MAX_SIGNED = 128;

    private final List<String> names = new ArrayList<>(EXPECTED);
    private final List<String> values = new ArrayList<>(EXPECTED);

    HeaderFields(Iterable<Map.Entry<String, String>> headers) {
        for (Map.Entry<String, String> header : headers) {
            names.add(header.getKey());
            values.add(header.getValue());
        }
    }

    /**
     * The value of a header that must not be there twice; null if it is not there.
     *
     * @throws SignatureException if it is there twice
     */
    @Nullable
    String single(String name) throws SignatureException {
        String found = null;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                if (found != null) {
                    throw repeated(name);
                }
                found = values.get(i);
            }
        }
        return found;
    }

    /**
     * Writes the signed headers in their canonical form.
     *
     * @param signed their names as the signature lists them: in lower case, in order, separated by semicolons
     * @throws SignatureException if the list is anything else, names a header that is not there, or lacks one that must be
     *     signed
     */
    void writeSigned(String signed, CanonicalText text) throws SignatureException {
        boolean[] isSigned = new boolean[names.size()];
        String previous = "";
        int count = 0;
        for (int start = 0; start <= signed.length(); ) {
            int semicolon = signed.indexOf(';', start);
            int end = semicolon < 0 ? signed.length() : semicolon;
            String name = signed.substring(start, end);
            if (name.compareTo(previous) <= 0 || hasCapital(name) || ++count > MAX_SIGNED) {
                throw SignatureException.incomplete("SignedHeaders must be at most " + MAX_SIGNED
                        + " names in lower case, sorted, each of them once.");
            }
            writeField(name, isSigned, text);
            previous = name;
            start = end + 1;
        }
        requireSigned(isSigned);
    }

    private void writeField(String name, boolean[] isSigned, CanonicalText text) throws SignatureException {
        text.add(name).add(':');
        boolean isRepeated = false;
        for (int i = 0; i < isSigned.length; i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                if (isRepeated) {
                    // Two headers and one with a comma are signed alike; readers of the important ones take the first.
                    requireRepeatable(name);
                    text.add(',');
                }
                text.addTrimmed(values.get(i));
                isSigned[i] = true;
                isRepeated = true;
            }
        }
        if (!isRepeated) {
            throw SignatureException.mismatch();
        }
        text.add('\n');
    }

    private static void requireRepeatable(String name) throws SignatureException {
        if (mustBeSigned(name)) {
            throw repeated(name);
        }
    }

    private static SignatureException repeated(String name) {
        return SignatureException.incomplete("The header '" + name + "' must not be repeated.");
    }

    private void requireSigned(boolean[] isSigned) throws SignatureException {
        for (int i = 0; i < isSigned.length; i++) {
            if (!isSigned[i] && mustBeSigned(names.get(i))) {
                throw new SignatureException(
                        SignatureException.Reason.NOT_SIGNED,
                        "'" + names.get(i) + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private static boolean mustBeSigned(String name) {
        return name.regionMatches(true, 0, AMZ_PREFIX, 0, AMZ_PREFIX.length()) || name.equalsIgnoreCase("host");
    }

    private static boolean hasCapital(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        return false;
    }
}
