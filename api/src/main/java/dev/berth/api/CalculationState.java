package dev.berth.api;

/**
 * The state of a calculation. Its session is BUSY from the acknowledgement of the calculation until it has ended.
 *
 * <pre>{@code
 * CREATING ──► RUNNING ──► COMPLETED, FAILED
 *     └───────────┴──────► CANCELING ──► CANCELED, or one of the other two if it was too late to stop it
 * }</pre>
 */
public enum CalculationState {
    /** Acknowledged; its code has not begun to run. */
    CREATING,
    /** Its code runs. */
    RUNNING,
    /** Told to stop; its code may still run. */
    CANCELING,
    /** Its code ran to its end. Final. */
    COMPLETED,
    /** Its code failed, or its session did. Final. */
    FAILED,
    /** Stopped as asked, or because its session was ended. Final. */
    CANCELED;

    /** Whether the calculation is over. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }
}
