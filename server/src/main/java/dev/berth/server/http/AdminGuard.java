package dev.berth.server.http;

import org.jspecify.annotations.Nullable;

/** Decides who may use what is under {@code /admin}. Thread-safe: every event loop calls it. Must not block. */
@FunctionalInterface
public interface AdminGuard {
    /**
     * Looks at a request.
     *
     * @param body its body, which is complete
     * @return why it is refused, or {@code null} if it is not
     */
    @Nullable
    Denial check(RequestHead request, byte[] body);

    /**
     * Why a request is refused.
     *
     * @param type the kind of error, in the form that AWS clients show
     * @param message a sentence for the caller
     */
    record Denial(String type, String message) {}
}
