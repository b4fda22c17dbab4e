package dev.berth.server.console;

import dev.berth.server.http.HttpError;

/** A query that cannot be used. */
final class QueryException extends Exception {
    private final HttpError error;

    /** @param message a sentence for the caller */
    QueryException(String message) {
        super(message);
        this.error = HttpError.badRequest(message);
    }

    /** What the caller is answered. */
    HttpError error() {
        return error;
    }
}
