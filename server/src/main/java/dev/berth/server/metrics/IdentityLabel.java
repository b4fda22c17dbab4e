package dev.berth.server.metrics;

/** The label of an identity. Those of the others and of nobody look different from all names. */
final class IdentityLabel {
    /** The name of the label. */
    static final String NAME = "identity";

    private static final String NOBODY = "nobody";
    private static final String PREFIX = "user/";

    private IdentityLabel() {}

    /** The label of a name; an empty one is that of whoever had not to say who it is. */
    static String of(String identity) {
        return identity.isEmpty() ? NOBODY : PREFIX + identity;
    }
}
