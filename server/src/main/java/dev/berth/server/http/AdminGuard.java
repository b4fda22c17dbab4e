package dev.berth.server.http;

import org.jspecify.annotations.Nullable;

/** Decides who may use what is under {@code /admin}. Thread-safe: every event loop calls it. Must not block. */
@FunctionalInterface
public interface AdminGuard {
    /** Lets everybody in. */
    AdminGuard EVERYBODY = (request, body) -> new Admission(null, null);

    /**
     * Looks at a request.
     *
     * @param body its body, which is complete
     */
    Admission check(RequestHead request, byte[] body);

    /**
     * Who sends a request, and whether it is refused.
     *
     * @param identity the name of the identity; {@code null} where there are none, or it is not proven
     * @param denial why it is refused, or {@code null} if it is not
     */
    record Admission(@Nullable String identity, @Nullable Denial denial) {}

    /**
     * Why a request is refused.
     *
     * @param status the HTTP status
     * @param type the kind of error, in the form that AWS clients show
     * @param message a sentence for the caller
     */
    record Denial(int status, String type, String message) {}
}
