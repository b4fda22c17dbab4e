package dev.berth.server.s3;

import dev.berth.server.sigv4.SignatureException;

/** The errors of S3 for requests whose signatures are missing or not good. */
final class S3SignatureFailures {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private S3SignatureFailures() {}

    /** @param isInQuery whether the request has no other signature than one in its query */
    static S3Failure of(SignatureException cause, boolean isInQuery) {
        return switch (cause.reason()) {
            case MISSING -> S3Failure.accessDenied("Access Denied");
            case INCOMPLETE, WRONG_REGION, WRONG_SCOPE -> malformed(cause, isInQuery);
            case AMBIGUOUS -> new S3Failure(BAD_REQUEST, "InvalidArgument", cause.text());
            case UNKNOWN_KEY ->
                new S3Failure(
                        FORBIDDEN,
                        "InvalidAccessKeyId",
                        "The AWS Access Key Id you provided does not exist in our records.");
            case UNKNOWN_TOKEN ->
                new S3Failure(BAD_REQUEST, "InvalidToken", "The provided token is malformed or otherwise invalid.");
            case TOO_OLD, TOO_NEW ->
                new S3Failure(
                        FORBIDDEN,
                        "RequestTimeTooSkewed",
                        "The difference between the request time and the current time is too large.");
            case EXPIRED, NOT_YET_VALID -> S3Failure.accessDenied(cause.text());
            case NOT_SIGNED ->
                S3Failure.accessDenied("There were headers present in the request which were not signed");
            case PAYLOAD_UNDECLARED -> new S3Failure(BAD_REQUEST, "InvalidRequest", cause.text());
            case PAYLOAD_MISMATCH ->
                new S3Failure(
                        BAD_REQUEST,
                        "XAmzContentSHA256Mismatch",
                        "The provided 'x-amz-content-sha256' header does not match what was computed.");
            case MISMATCH ->
                new S3Failure(
                        FORBIDDEN,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your key and"
                                + " signing method.");
        };
    }

    private static S3Failure malformed(SignatureException cause, boolean isInQuery) {
        return isInQuery
                ? new S3Failure(BAD_REQUEST, "AuthorizationQueryParametersError", cause.text())
                : new S3Failure(
                        BAD_REQUEST,
                        "AuthorizationHeaderMalformed",
                        "The authorization header is malformed; " + cause.text());
    }
}
