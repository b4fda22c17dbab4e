package dev.berth.bench.load.audit;

/**
 * A promise that the server broke.
 *
 * @param kind which promise
 * @param text what happened, for people
 */
public record Violation(Kind kind, String text) {
    /** The promises. */
    public enum Kind {
        /** More DPUs were held than the budget allows. */
        OVER_BUDGET,
        /** A token was answered with two sessions. */
        TWO_SESSIONS_FOR_TOKEN,
        /** A session was given to two tokens. */
        SESSION_GIVEN_TWICE,
        /** A token whose start was acknowledged was not recognized. */
        TOKEN_FORGOTTEN,
        /** A session whose start was acknowledged is not known. */
        SESSION_LOST,
        /** A session whose end was acknowledged is alive. */
        END_FORGOTTEN,
        /** A token was answered with two calculations, or ran two. */
        TWO_CALCULATIONS_FOR_TOKEN,
        /** A calculation was given to two tokens. */
        CALCULATION_GIVEN_TWICE,
        /** A calculation whose start was acknowledged is not known. */
        CALCULATION_LOST,
        /** A calculation is in another session than it was started in, or has not ended as it had. */
        CALCULATION_CHANGED,
        /** After a restart something could not be asked for, so that nothing is proved about it. */
        UNVERIFIED
    }
}
