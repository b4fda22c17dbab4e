package dev.berth.server.sigv4;

import org.jspecify.annotations.Nullable;

/**
 * A signature as a request presents it. Immutable.
 *
 * @param credential the text of its credential
 * @param signedHeaders the list of signed headers, as sent
 * @param signature the signature itself, as sent
 * @param time when it was made
 * @param expiresSeconds for how long it is good; {@link #NOT_IN_QUERY} for one in a header, which is good while it is new
 */
record PresentedSignature(
        String credential, String signedHeaders, String signature, SigningTime time, long expiresSeconds) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String DATE_HEADER = "X-Amz-Date";
    static final long NOT_IN_QUERY = -1;

    private static final String CREDENTIAL = "Credential";
    private static final String SIGNED_HEADERS = "SignedHeaders";
    private static final String SIGNATURE = "Signature";
    private static final String[] NAMES = {CREDENTIAL, SIGNED_HEADERS, SIGNATURE};

    boolean isInQuery() {
        return expiresSeconds != NOT_IN_QUERY;
    }

    /**
     * Reads an {@code Authorization} header.
     *
     * @throws SignatureException if something in it is missing, there twice, or unknown
     */
    static PresentedSignature read(String authorization, HeaderFields headers) throws SignatureException {
        int parametersStart = ALGORITHM.length();
        if (!authorization.startsWith(ALGORITHM)
                || authorization.length() == parametersStart
                || !isBlank(authorization.charAt(parametersStart))) {
            throw SignatureException.incomplete("Authorization header requires the algorithm '" + ALGORITHM + "'.");
        }
        @Nullable String[] found = new @Nullable String[NAMES.length];
        for (int start = parametersStart; start <= authorization.length(); ) {
            int comma = authorization.indexOf(',', start);
            int end = comma < 0 ? authorization.length() : comma;
            readParameter(authorization, start, end, found);
            start = end + 1;
        }
        SigningTime time = timeOf(headers);
        if (found[0] == null || found[1] == null || found[2] == null || time == null) {
            throw missing(found, time);
        }
        return new PresentedSignature(found[0], found[1], found[2], time, NOT_IN_QUERY);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static void readParameter(String text, int from, int to, @Nullable String[] found)
            throws SignatureException {
        int start = from;
        while (start < to && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int end = to;
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        int place = placeOf(text, start, end);
        if (place < 0) {
            throw SignatureException.incomplete("Authorization header has a part that is not one of '" + CREDENTIAL
                    + "', '" + SIGNED_HEADERS + "' and '" + SIGNATURE + "'.");
        }
        if (found[place] != null) {
            throw SignatureException.incomplete("Authorization header has a parameter twice.");
        }
        int valueStart = start + NAMES[place].length() + 1;
        found[place] = valueStart == end ? null : text.substring(valueStart, end);
    }

    private static int placeOf(String text, int start, int end) {
        for (int place = 0; place < NAMES.length; place++) {
            int nameEnd = start + NAMES[place].length();
            if (nameEnd < end && text.charAt(nameEnd) == '=' && text.startsWith(NAMES[place], start)) {
                return place;
            }
        }
        return -1;
    }

    private static @Nullable SigningTime timeOf(HeaderFields headers) throws SignatureException {
        String amzDate = headers.single(DATE_HEADER);
        if (amzDate != null) {
            return SigningTime.parse(amzDate);
        }
        String date = headers.single("Date");
        return date == null ? null : SigningTime.parseDate(date);
    }

    /** One sentence for each thing that is missing, as the real services word it. */
    private static SignatureException missing(@Nullable String[] found, @Nullable SigningTime time) {
        StringBuilder text = new StringBuilder();
        for (int place = 0; place < NAMES.length; place++) {
            if (found[place] == null) {
                text.append("Authorization header requires '")
                        .append(NAMES[place])
                        .append("' parameter. ");
            }
        }
        if (time == null) {
            text.append(
                    "Authorization header requires existence of either a '" + DATE_HEADER + "' or a 'Date' header.");
        }
        return SignatureException.incomplete(text.toString().strip());
    }
}
