package dev.berth.server.http;

import dev.berth.server.audit.AuditLog;

/**
 * How what is under {@code /admin} is watched over.
 *
 * @param guard decides who may use it
 * @param audit told of what changes something there, or was to
 */
public record Administration(AdminGuard guard, AuditLog audit) {
    /** For everybody, and not written down. */
    public static final Administration OPEN = new Administration(AdminGuard.EVERYBODY, AuditLog.NONE);
}
