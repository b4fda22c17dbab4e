package dev.berth.api;

/** Why a scheduler cannot answer at all; expected refusals are values instead. */
public enum ErrorCode {
    /** The scheduler is closed or closing. */
    CLOSED,
    /** The scheduler has failed before, and makes no change any more; it did not make this one. */
    STOPPED,
    /** The journal failed. Whether the change took effect is unknown until the journal is read again. */
    JOURNAL_FAILED,
    /** An invariant of the scheduler is broken, which is a defect. Whether the change took effect is unknown. */
    BROKEN;

    /** Whether the change may have taken effect: a caller must then not be told that it failed. */
    public boolean isOutcomeUnknown() {
        return this == JOURNAL_FAILED || this == BROKEN;
    }
}
