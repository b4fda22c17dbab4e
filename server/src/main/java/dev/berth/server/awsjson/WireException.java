package dev.berth.server.awsjson;

import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error of the wire protocol: the HTTP status and the {@link ErrorBody} to send.
 *
 * <p>It is thrown for every bad request, hence often and by strangers: it carries no stack trace, no cause and no
 * suppressed exceptions, and {@link #getMessage()} is the text the client is to read (null when there is none).
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;

    private final int httpStatus;
    private final transient ErrorBody body;

    /**
     * Makes an exception for an error that the service model or an operation defines.
     *
     * @param httpStatus the HTTP status of the answer
     * @param body the body of the answer
     */
    public WireException(int httpStatus, ErrorBody body) {
        super(body.message(), null, false, false);
        this.httpStatus = httpStatus;
        this.body = body;
    }

    /** A body that is not JSON or does not have the JSON types of the model; a null message leaves the text out. */
    static WireException serialization(@Nullable String message) {
        return new WireException(BAD_REQUEST, ErrorBody.of("SerializationException", null, message));
    }

    /** A body of the right types that breaks constraints of the model. */
    static WireException invalidInput(String message) {
        return new WireException(BAD_REQUEST, ErrorBody.of("InvalidRequestException", "INVALID_INPUT", message));
    }

    /** The HTTP status of the answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The error's type, as sent in {@code __type}. */
    public String type() {
        return body.type();
    }

    /** The code sent as {@code AthenaErrorCode}, or null if the answer has none. */
    public @Nullable String athenaErrorCode() {
        return body.athenaErrorCode();
    }

    /** The body of the answer. */
    public ErrorBody body() {
        return body;
    }
}
