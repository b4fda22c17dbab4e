package dev.berth.server.sigv4;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the signed headers are among all headers of a request, in the order in which they are signed. Immutable.
 *
 * <p>It follows from nothing but the names of all headers and the list of the signed ones. So one that was found for a request
 * is right for each other that has both alike, and spares it the search and the checks of the list. It holds no value of a
 * header, and proves nothing.
 */
final class SignedLayout {
    /** So many headers, signed ones and all, a small one has at most. */
    static final int SMALL = 64;

    private static final String AMZ_PREFIX = "x-amz-";

    /** Each of them is looked for among all headers. */
    private static final int MAX_SIGNED = 128;

    private final String signed;
    private final List<String> names;

    private final List<Piece> pieces;

    /** The value of one header, and what is written before it. */
    private record Piece(String lead, int place) {}

    private SignedLayout(String signed, List<String> names, List<Piece> pieces) {
        this.signed = signed;
        this.names = List.copyOf(names);
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Finds the signed headers.
     *
     * @param signed their names as the signature lists them: in lower case, in order, separated by semicolons
     * @param names those of all headers, in the order sent
     * @throws SignatureException if the list is anything else, names a header that is not there, or lacks one that must be
     *     signed
     */
    static SignedLayout find(String signed, List<String> names) throws SignatureException {
        List<Piece> pieces = new ArrayList<>(names.size());
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
            findField(name, names, isSigned, pieces);
            previous = name;
            start = end + 1;
        }
        requireSigned(names, isSigned);
        return new SignedLayout(signed, names, pieces);
    }

    private static void findField(String name, List<String> names, boolean[] isSigned, List<Piece> pieces)
            throws SignatureException {
        boolean isRepeated = false;
        for (int i = 0; i < isSigned.length; i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                if (isRepeated) {
                    // Two headers and one with a comma are signed alike; readers of the important ones take the first.
                    requireRepeatable(name);
                }
                pieces.add(new Piece(isRepeated ? "," : (pieces.isEmpty() ? "" : "\n") + name + ":", i));
                isSigned[i] = true;
                isRepeated = true;
            }
        }
        if (!isRepeated) {
            throw SignatureException.mismatch();
        }
    }

    private static void requireRepeatable(String name) throws SignatureException {
        if (mustBeSigned(name)) {
            throw SignatureException.repeated(name);
        }
    }

    private static void requireSigned(List<String> names, boolean[] isSigned) throws SignatureException {
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

    /** Whether it is worth its memory. */
    boolean isSmall() {
        return names.size() <= SMALL && pieces.size() <= SMALL;
    }

    /** Whether this is what would be found for these. */
    boolean fits(String otherSigned, List<String> otherNames) {
        if (otherNames.size() != names.size() || !otherSigned.equals(signed)) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!otherNames.get(i).equals(names.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Writes the signed headers in their canonical form. */
    void write(List<String> values, CanonicalText text) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            text.add(piece.lead()).addTrimmed(values.get(piece.place()));
        }
        text.add('\n');
    }
}
