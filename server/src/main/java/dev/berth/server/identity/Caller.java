package dev.berth.server.identity;

import org.jspecify.annotations.Nullable;

/** Who has sent a request, as far as that matters for what it may do. Immutable. */
public interface Caller {
    /** Whoever it is, where there are no identities. */
    Caller ANYONE = new Caller() {
        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public boolean may(String action, String resource) {
            return true;
        }

        @Override
        public boolean mayAnywhere(String action) {
            return true;
        }

        @Override
        public @Nullable RateLimit rateLimit() {
            return RateLimit.NONE;
        }
    };

    /** The name of the identity; {@code null} where there are none. */
    @Nullable
    String name();

    /**
     * Whether it may do something.
     *
     * @param action such as {@code athena:StartSession}
     * @param resource what it is about, such as {@code workgroup/analytics}; {@link Resource#ALL} for what is about none
     */
    boolean may(String action, String resource);

    /** Whether there may be anything that it may do this with. */
    boolean mayAnywhere(String action);

    /** How many requests it may send; {@code null} for the usual number. */
    @Nullable
    RateLimit rateLimit();
}
