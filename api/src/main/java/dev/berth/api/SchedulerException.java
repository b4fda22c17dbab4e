package dev.berth.api;

import org.jspecify.annotations.Nullable;

/** The scheduler could not answer. The {@link #code()} says why; futures of a scheduler fail with nothing else. */
public final class SchedulerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** An exception of the given kind. */
    public SchedulerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The kind of the fault. */
    public ErrorCode code() {
        return code;
    }
}
