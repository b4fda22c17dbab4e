package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;

/** Finds the session that a request names as its {@code SessionId}. */
final class SessionLookup {
    private final SessionScheduler scheduler;

    SessionLookup(SessionScheduler scheduler) {
        this.scheduler = scheduler;
    }

    SessionView session(Structure request) throws WireException {
        return scheduler.session(id(request)).orElseThrow(() -> unknown(request));
    }

    /** The id, of a session that is known or not. */
    static SessionId id(Structure request) throws WireException {
        try {
            return SessionId.parse(requireNonNull(request.string("SessionId")));
        } catch (IllegalArgumentException e) {
            throw unknown(request);
        }
    }

    /** PyAthena takes this error, and no other, as a sign to start a new session. */
    static WireException unknown(Structure request) {
        return Errors.invalidRequest("Session " + request.string("SessionId") + " is not found.");
    }
}
