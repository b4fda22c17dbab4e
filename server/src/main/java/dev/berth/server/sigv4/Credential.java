package dev.berth.server.sigv4;

/**
 * Whose key a signature was made with, and what for: {@code KEY/DAY/REGION/SERVICE/aws4_request}. Immutable.
 *
 * @param scope all but the key, as it is signed
 */
record Credential(String accessKeyId, String scope, String day, String region, String service, String terminator) {
    static final String TERMINATOR = "aws4_request";

    private static final int PARTS = 5;

    /** @throws SignatureException if it has other than five parts */
    static Credential parse(String text) throws SignatureException {
        String[] parts = new String[PARTS];
        int start = 0;
        for (int part = 0; part < PARTS; part++) {
            int slash = text.indexOf('/', start);
            boolean isLast = part == PARTS - 1;
            if ((slash < 0) != isLast) {
                throw malformed();
            }
            parts[part] = text.substring(start, isLast ? text.length() : slash);
            start = slash + 1;
        }
        String scope = text.substring(parts[0].length() + 1);
        return new Credential(parts[0], scope, parts[1], parts[2], parts[3], parts[4]);
    }

    private static SignatureException malformed() {
        return SignatureException.incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g." + " keyid/date/region/service/term.");
    }

    /** @throws SignatureException if it is for something else than the service */
    void requireFor(SignedService wanted) throws SignatureException {
        if (!terminator.equals(TERMINATOR)) {
            throw wrongScope("Credential should be scoped with a valid terminator: '" + TERMINATOR + "'");
        }
        if (!service.equals(wanted.name())) {
            throw wrongScope("Credential should be scoped to correct service: '" + wanted.name() + "'");
        }
        if (region.isEmpty() || (wanted.region() != null && !region.equals(wanted.region()))) {
            throw new SignatureException(
                    SignatureException.Reason.WRONG_REGION, "Credential should be scoped to a valid region");
        }
    }

    /** @throws SignatureException if the moment is on another day than the one in here */
    void requireDayOf(SigningTime time) throws SignatureException {
        if (!time.isOn(day)) {
            throw wrongScope(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
        }
    }

    private static SignatureException wrongScope(String text) {
        return new SignatureException(SignatureException.Reason.WRONG_SCOPE, text);
    }
}
