package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * ListExecutors. A session's executors follow from the session: one for each DPU, of which number 0 is the coordinator and
 * the others are workers, all in the state that the session's leads to. The newest is the last one.
 */
final class ListExecutorsOperation implements OperationHandler {
    private static final int MAX_PAGE = 100;

    private final SessionLookup sessions;

    ListExecutorsOperation(SessionLookup sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handle(Structure request, Reply reply) throws WireException {
        SessionView session = sessions.session(request);
        String filter = request.string("ExecutorStateFilter");
        String state = stateOf(session.state());
        NumberedPage page = NumberedPage.of(
                "ListExecutors/" + session.id() + "/" + (filter == null ? "" : filter),
                filter == null || filter.equals(state) ? session.dpus() : 0,
                request.integer("MaxResults"),
                MAX_PAGE,
                request.string("NextToken"));
        reply.send(Json.object(json -> {
            json.writeStringField("SessionId", session.id().toString());
            json.writeArrayFieldStart("ExecutorsSummary");
            for (int item = page.start(); item < page.end(); item++) {
                write(session, session.dpus() - 1 - item, state, json);
            }
            json.writeEndArray();
            page.writeNextToken(json);
        }));
    }

    private static void write(SessionView session, int number, String state, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ExecutorId", idOf(session, number));
        json.writeStringField("ExecutorType", number == 0 ? "COORDINATOR" : "WORKER");
        writeMillis("StartDateTime", session.startedAt(), json);
        writeMillis("TerminationDateTime", session.endedAt(), json);
        json.writeStringField("ExecutorState", state);
        json.writeNumberField("ExecutorSize", SessionMembers.DPUS_OF_A_NODE);
        json.writeEndObject();
    }

    /** The same for the same executor, whenever it is asked for. */
    private static String idOf(SessionView session, int number) {
        String name = session.id() + "/" + number;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String stateOf(SessionState session) {
        return switch (session) {
            case IDLE, BUSY, DEGRADED -> "REGISTERED";
            case CREATING, CREATED, TERMINATING, TERMINATED, FAILED -> session.name();
        };
    }

    /** Unlike the times of sessions these are whole numbers in the model. */
    private static void writeMillis(String name, @Nullable Instant time, JsonGenerator json) throws IOException {
        if (time != null) {
            json.writeNumberField(name, time.toEpochMilli());
        }
    }
}
