package dev.berth.api;

/** How a request to create a work group ended. */
public enum CreateWorkGroupOutcome {
    /** It exists now, and the journal has it. */
    CREATED,
    /** A work group of that name exists or is being created. */
    NAME_TAKEN,
    /** As many work groups exist as the scheduler keeps. */
    TOO_MANY,
    /** Its attributes and tags are larger than the journal takes. */
    TOO_LARGE,
    /** The scheduler has as much work queued as it accepts, or no room left on its disk; try again. */
    OVERLOADED
}
