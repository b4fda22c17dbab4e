package dev.berth.api;

/** How a request to run code ended. What was started is acknowledged in state {@link CalculationState#CREATING}. */
public sealed interface StartCalculationOutcome {

    /**
     * The calculation has its session, which is BUSY now, and the journal has it.
     *
     * @param id the new calculation
     */
    record Started(CalculationId id) implements StartCalculationOutcome {}

    /**
     * The token was used before in this session, for the same; nothing was started now.
     *
     * @param id the calculation that the first use started
     */
    record Replayed(CalculationId id) implements StartCalculationOutcome {}

    /** There is no such session. */
    record UnknownSession() implements StartCalculationOutcome {}

    /**
     * The session does not accept a calculation in its state.
     *
     * @param state that state; BUSY where another calculation has the session, or is about to
     */
    record SessionNotIdle(SessionState state) implements StartCalculationOutcome {}

    /** The session's runtime runs no calculations. */
    record NotSupported() implements StartCalculationOutcome {}

    /** The token belongs to a calculation of this session that asked for something else. */
    record TokenReused() implements StartCalculationOutcome {}

    /**
     * The request is larger than the journal takes.
     *
     * @param limitBytes what it takes, the scheduler's own part included
     */
    record TooLarge(int limitBytes) implements StartCalculationOutcome {}

    /** The scheduler or its journal has no room for new work at the moment. */
    record Overloaded() implements StartCalculationOutcome {}
}
