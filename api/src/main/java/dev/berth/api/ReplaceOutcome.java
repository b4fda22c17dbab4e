package dev.berth.api;

/** How a request to replace a value that was read before ended. */
public enum ReplaceOutcome {
    /** The new value stands, and the journal has it. */
    REPLACED,
    /** There is nothing of that name any more. */
    NOT_FOUND,
    /** It is no longer as it was seen, or another change of it is under way; read it again. */
    STALE,
    /** The new value is larger than the journal takes. */
    TOO_LARGE,
    /** The scheduler has as much work queued as it accepts, or no room left on its disk; try again. */
    OVERLOADED
}
