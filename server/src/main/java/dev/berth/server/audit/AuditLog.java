package dev.berth.server.audit;

/** Takes a line for each call that changes something, or was to. Thread-safe; never waits, and never fails. */
@FunctionalInterface
public interface AuditLog {
    /** Keeps nothing. */
    AuditLog NONE = entry -> {};

    /** Adds a line; it is written soon. */
    void append(AuditEntry entry);

    /** How many lines were lost since the start. */
    default long linesLost() {
        return 0;
    }
}
