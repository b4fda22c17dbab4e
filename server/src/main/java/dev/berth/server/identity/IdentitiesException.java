package dev.berth.server.identity;

import java.io.IOException;

/** The file of identities cannot be used, or not as it was asked for. The message is for the operator, and has no secret. */
public final class IdentitiesException extends IOException {
    private static final long serialVersionUID = 1L;

    IdentitiesException(String message) {
        super(message);
    }
}
