package dev.berth.server.sigv4;

/**
 * A request whose signature is missing, unusable or wrong. Thrown often and by strangers: without a stack trace. The
 * message is the one that JSON services of AWS give.
 */
public final class SignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for those who word the error of their own service. */
    public enum Reason {
        /** The request is not signed. */
        MISSING,
        /** The signature, or what it is made from, cannot be read. */
        INCOMPLETE,
        /** More than one signature. */
        AMBIGUOUS,
        /** There is no such access key. */
        UNKNOWN_KEY,
        /** Temporary credentials, which cannot be verified here. */
        UNKNOWN_TOKEN,
        /** Signed for another region. */
        WRONG_REGION,
        /** Signed for another service, for another day than it was sent, or with an unknown terminator. */
        WRONG_SCOPE,
        /** Signed too long ago. */
        TOO_OLD,
        /** Signed in the future. */
        TOO_NEW,
        /** A signed address whose time is over. */
        EXPIRED,
        /** A signed address whose time has not come. */
        NOT_YET_VALID,
        /** A header that must be signed is not. */
        NOT_SIGNED,
        /** The hash of the body is not declared, where that is asked for, or is none. */
        PAYLOAD_UNDECLARED,
        /** The body is not the one whose hash is declared. */
        PAYLOAD_MISMATCH,
        /** The request is not what was signed, or was signed with another secret. */
        MISMATCH
    }

    private static final String MISMATCH_TEXT =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                    + " Access Key and signing method. Consult the service documentation for details.";

    private static final String UNKNOWN_TEXT = "The security token included in the request is invalid.";

    private final Reason reason;
    private final String text;

    SignatureException(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
    }

    static SignatureException missing() {
        return new SignatureException(Reason.MISSING, "Missing Authentication Token");
    }

    static SignatureException incomplete(String text) {
        return new SignatureException(Reason.INCOMPLETE, text);
    }

    static SignatureException repeated(String header) {
        return incomplete("The header '" + header + "' must not be repeated.");
    }

    static SignatureException unknownKey() {
        return new SignatureException(Reason.UNKNOWN_KEY, UNKNOWN_TEXT);
    }

    static SignatureException unknownToken() {
        return new SignatureException(Reason.UNKNOWN_TOKEN, UNKNOWN_TEXT);
    }

    static SignatureException mismatch() {
        return new SignatureException(Reason.MISMATCH, MISMATCH_TEXT);
    }

    static SignatureException payloadMismatch() {
        return new SignatureException(Reason.PAYLOAD_MISMATCH, MISMATCH_TEXT);
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The name of the error, as JSON services of AWS give it. */
    public String type() {
        return switch (reason) {
            case MISSING -> "MissingAuthenticationTokenException";
            case INCOMPLETE, AMBIGUOUS -> "IncompleteSignatureException";
            case UNKNOWN_KEY, UNKNOWN_TOKEN -> "UnrecognizedClientException";
            case WRONG_REGION,
                    WRONG_SCOPE,
                    TOO_OLD,
                    TOO_NEW,
                    EXPIRED,
                    NOT_YET_VALID,
                    NOT_SIGNED,
                    PAYLOAD_UNDECLARED,
                    PAYLOAD_MISMATCH,
                    MISMATCH -> "InvalidSignatureException";
        };
    }

    /** The message, which is never null. */
    public String text() {
        return text;
    }
}
