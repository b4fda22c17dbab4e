package dev.berth.server.identity;

import dev.berth.server.http.AdminGuard;
import dev.berth.server.http.RequestHead;
import dev.berth.server.sigv4.SignatureException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Lets those use what is under {@code /admin} who may {@code berth:Admin} on {@code *}. Thread-safe. */
public final class AdminAccess implements AdminGuard {
    private static final int FORBIDDEN = 403;

    /** All AWS clients wait a little and try again. */
    private static final Denial THROTTLED = new Denial(400, "ThrottlingException", "Rate exceeded");

    private static final String ACTION = "berth:Admin";

    private final Supplier<Authenticator> authenticators;
    private final UnaryOperator<String> arns;

    /**
     * A guard.
     *
     * @param authenticators makes one for a request, thread-safely
     * @param arns gives the ARN of an identity by its name
     */
    public AdminAccess(Supplier<Authenticator> authenticators, UnaryOperator<String> arns) {
        this.authenticators = authenticators;
        this.arns = arns;
    }

    @Override
    public Admission check(RequestHead request, byte[] body) {
        try {
            Authenticator authenticator = authenticators.get();
            Caller caller = authenticator.authenticate(request, body);
            String name = caller.name();
            if (!authenticator.isWithinRate(caller)) {
                return new Admission(name, THROTTLED);
            }
            return new Admission(name, name == null || caller.may(ACTION, Resource.ALL) ? null : denied(name));
        } catch (SignatureException stranger) {
            return new Admission(null, new Denial(FORBIDDEN, stranger.type(), stranger.text()));
        }
    }

    private Denial denied(String name) {
        return new Denial(
                FORBIDDEN,
                "AccessDeniedException",
                "User: " + arns.apply(name) + " is not authorized to perform: " + ACTION + " on resource: "
                        + Resource.ALL);
    }
}
