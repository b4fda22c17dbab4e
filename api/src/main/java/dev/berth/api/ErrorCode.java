package dev.berth.api;

/** Why a scheduler cannot answer at all; expected refusals are values instead. */
public enum ErrorCode {
    /** The scheduler is closed or closing. */
    CLOSED,
    /** The journal failed. Whether the change took effect is unknown until the journal is read again. */
    JOURNAL_FAILED,
    /** An invariant of the scheduler is broken, which is a defect; it has stopped admitting. */
    BROKEN
}
