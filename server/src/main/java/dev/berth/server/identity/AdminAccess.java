package dev.berth.server.identity;

import dev.berth.server.http.AdminGuard;
import dev.berth.server.http.RequestHead;
import dev.berth.server.sigv4.SignatureException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Lets those use what is under {@code /admin} who may {@code berth:Admin} on {@code *}. Thread-safe. */
public final class AdminAccess implements AdminGuard {
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
            Caller caller = authenticators.get().authenticate(request, body);
            String name = caller.name();
            return new Admission(name, name == null || caller.may(ACTION, Resource.ALL) ? null : denied(name));
        } catch (SignatureException stranger) {
            return new Admission(null, new Denial(stranger.type(), stranger.text()));
        }
    }

    private Denial denied(String name) {
        return new Denial(
                "AccessDeniedException",
                "User: " + arns.apply(name) + " is not authorized to perform: " + ACTION + " on resource: "
                        + Resource.ALL);
    }
}
