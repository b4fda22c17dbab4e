package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on sessions, but for their start. */
final class SessionOperations {
    private static final int MAX_PAGE = 100;

    private final SessionScheduler scheduler;
    private final SessionLookup lookup;
    private final KeptMembers kept;
    private final RefusalErrors refusalErrors;

    SessionOperations(SessionScheduler scheduler, KeptMembers kept, RefusalErrors refusalErrors) {
        this.scheduler = scheduler;
        this.lookup = new SessionLookup(scheduler);
        this.kept = kept;
        this.refusalErrors = refusalErrors;
    }

    void addTo(Map<String, OperationHandler> handlers) {
        handlers.put("StartSession", new StartSessionOperation(scheduler, kept, refusalErrors));
        handlers.put("GetSession", this::getSession);
        handlers.put("GetSessionStatus", this::getSessionStatus);
        handlers.put("ListSessions", this::listSessions);
        handlers.put("TerminateSession", this::terminateSession);
        handlers.put("ListExecutors", new ListExecutorsOperation(lookup));
    }

    private void getSession(Structure request, Reply reply) throws WireException {
        SessionView session = lookup.session(request);
        SessionMembers members = SessionMembers.of(session, kept);
        reply.send(Json.object(json -> {
            json.writeStringField("SessionId", session.id().toString());
            members.write("Description", json);
            json.writeStringField("WorkGroup", session.workGroup());
            json.writeStringField("EngineVersion", session.engineVersion());
            members.writeEngineConfiguration(json);
            members.write("NotebookVersion", json);
            members.writeMonitoringConfiguration(json);
            members.writeSessionConfiguration(json);
            SessionJson.writeStatus(session, json);
            SessionJson.writeStatistics(session, json);
        }));
    }

    private void getSessionStatus(Structure request, Reply reply) throws WireException {
        SessionView session = lookup.session(request);
        reply.send(Json.object(json -> {
            json.writeStringField("SessionId", session.id().toString());
            SessionJson.writeStatus(session, json);
        }));
    }

    private void terminateSession(Structure request, Reply reply) throws WireException {
        SessionId id = SessionLookup.id(request);
        reply.sendWhenDone(scheduler.terminateSession(id), state -> {
            SessionState reached = state.orElseThrow(() -> SessionLookup.unknown(request));
            reply.send(Json.object(json -> json.writeStringField("State", reached.name())));
        });
    }

    private void listSessions(Structure request, Reply reply) throws WireException {
        String workGroup = requireNonNull(request.string("WorkGroup"));
        String filter = request.string("StateFilter");
        String listed = "ListSessions/" + workGroup + "/" + (filter == null ? "" : filter);
        Integer maxResults = request.integer("MaxResults");
        SessionQuery query = new SessionQuery(
                workGroup,
                filter == null ? null : SessionState.valueOf(filter),
                after(listed, request.string("NextToken")),
                maxResults == null ? MAX_PAGE : maxResults);
        SessionPage page = scheduler.sessions(query).orElseThrow(() -> refusalErrors.unknownWorkGroup(workGroup));
        reply.send(Json.object(json -> {
            json.writeArrayFieldStart("Sessions");
            for (SessionView session : page.sessions()) {
                writeSummary(session, json);
            }
            json.writeEndArray();
            if (page.hasMore()) {
                SessionId last = page.sessions().get(page.sessions().size() - 1).id();
                json.writeStringField("NextToken", PageToken.of(listed, last.high(), last.low()));
            }
        }));
    }

    private void writeSummary(SessionView session, JsonGenerator json) throws IOException {
        Structure given = kept.of(session);
        json.writeStartObject();
        json.writeStringField("SessionId", session.id().toString());
        given.writeMember("Description", json);
        WorkGroupJson.writeEngineVersion(session.engineVersion(), session.engineVersion(), json);
        given.writeMember("NotebookVersion", json);
        SessionJson.writeStatus(session, json);
        json.writeEndObject();
    }

    private static @Nullable SessionId after(String listed, @Nullable String token) throws WireException {
        if (token == null || token.isEmpty()) {
            return null;
        }
        UUID id = PageToken.id(listed, token);
        return new SessionId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
