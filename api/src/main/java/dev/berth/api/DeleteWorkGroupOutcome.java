package dev.berth.api;

/** How a request to delete a work group ended. */
public enum DeleteWorkGroupOutcome {
    /** It is gone, and the journal knows; its live sessions, if any, were told to end. */
    DELETED,
    /** There is no such work group. */
    NOT_FOUND,
    /** It has live sessions, and the request did not ask for their end. */
    HAS_LIVE_SESSIONS,
    /** Another change of it is under way; try again. */
    CHANGE_PENDING,
    /** The scheduler has as much work queued as it accepts; try again. */
    OVERLOADED
}
