package dev.berth.server.http;

import dev.berth.server.audit.AuditLog;

/**
 * What operators have beside the front end's own metrics, health and budgets, and how what is under {@code /admin} is watched
 * over.
 *
 * @param guard decides who may use what is under {@code /admin}
 * @param audit told of what changes something there, or was to
 * @param pages what else there is
 */
public record Administration(AdminGuard guard, AuditLog audit, OperatorPages pages) {
    /** Nothing more, for everybody, and not written down. */
    public static final Administration OPEN =
            new Administration(AdminGuard.EVERYBODY, AuditLog.NONE, OperatorPages.NONE);
}
