package dev.berth.server.athena;

import dev.berth.server.audit.AuditEntry;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.WireRequest;
import dev.berth.server.identity.Caller;
import org.jspecify.annotations.Nullable;

/** The record of a call that is to be in the audit log: one line when it has ended. */
final class AuditedCall implements CallRecord {
    private final AuditLog log;
    private final Subjects subjects;
    private final String action;
    private final String source;
    private final WireRequest received;

    private @Nullable String identity;
    private @Nullable String resource;
    private @Nullable String session;
    private @Nullable String calculation;

    AuditedCall(AuditLog log, Subjects subjects, String action, WireRequest received) {
        this.log = log;
        this.subjects = subjects;
        this.action = action;
        this.source = received.source();
        this.received = received;
    }

    @Override
    public void by(Caller caller) {
        identity = caller.name();
    }

    @Override
    public void about(Operation operation, Structure request) {
        session = Subjects.member("SessionId", request);
        calculation = Subjects.member("CalculationExecutionId", request);
        try {
            resource = subjects.resourceOf(operation, request);
        } catch (WireException unknown) {
            resource = null;
        }
    }

    @Override
    public void session(String id) {
        session = id;
    }

    @Override
    public void calculation(String id) {
        calculation = id;
    }

    @Override
    public void ended(String outcome) {
        log.append(new AuditEntry(
                System.currentTimeMillis(),
                identity,
                source,
                action,
                resource,
                session,
                calculation,
                outcome,
                received.requestId()));
    }
}
