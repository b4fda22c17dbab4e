package dev.berth.server;

import org.jspecify.annotations.Nullable;

/** The server could not start, for a reason outside its configuration. The message is one line for an operator. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given line. */
    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
