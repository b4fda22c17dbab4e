package dev.berth.api;

/**
 * How a request to start a session ended. A session that was started, now or under an earlier use of the token, is
 * acknowledged in state {@link SessionState#CREATING}.
 */
public sealed interface StartOutcome {

    /**
     * The session was admitted, and the journal has it.
     *
     * @param id the new session
     */
    record Started(SessionId id) implements StartOutcome {}

    /**
     * The token was used before with the same parameters; nothing was started now.
     *
     * @param id the session that the first use started
     */
    record Replayed(SessionId id) implements StartOutcome {}

    /**
     * No session was started, and the token, if any, is as free or as taken as before.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements StartOutcome {}
}
