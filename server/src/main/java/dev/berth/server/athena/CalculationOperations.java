package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationPage;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on calculations. */
final class CalculationOperations {
    private static final String CODE = "CodeBlock";
    private static final String CONFIGURATION = "CalculationConfiguration";
    private static final int MAX_PAGE = 100;

    private final SessionScheduler scheduler;
    private final SessionLookup sessions;
    private final KeptMembers kept;

    CalculationOperations(SessionScheduler scheduler, KeptMembers kept) {
        this.scheduler = scheduler;
        this.sessions = new SessionLookup(scheduler);
        this.kept = kept;
    }

    void addTo(Map<String, OperationHandler> handlers) {
        handlers.put("StartCalculationExecution", this::start);
        handlers.put("GetCalculationExecution", this::get);
        handlers.put("GetCalculationExecutionStatus", this::getStatus);
        handlers.put("GetCalculationExecutionCode", this::getCode);
        handlers.put("ListCalculationExecutions", this::list);
        handlers.put("StopCalculationExecution", this::stop);
    }

    private void start(Structure request, Reply reply) throws WireException {
        String code = codeOf(request);
        String token = request.string(AthenaDialect.TOKEN);
        SessionView session = sessions.session(request);
        StartCalculation start = new StartCalculation(
                session.id(),
                code,
                token == null ? null : new RequestToken(token),
                OpaqueBytes.wrap(request.without(AthenaDialect.TOKEN)
                        .without("SessionId")
                        .without(CODE)
                        .without(CONFIGURATION)
                        .canonical()));
        if (!session.engineVersion().equals(EngineVersions.PYSPARK_3)) {
            throw Errors.unsupported("Calculations are not supported by " + session.engineVersion() + ".");
        }
        reply.sendWhenDone(scheduler.startCalculation(start), outcome -> {
            String id = accepted(outcome, request).toString();
            reply.noteCalculation(id);
            reply.send(Json.object(json -> {
                json.writeStringField("CalculationExecutionId", id);
                // A repetition is answered like the first request, whatever has become of the calculation since.
                json.writeStringField("State", CalculationState.CREATING.name());
            }));
        });
    }

    /** The code of whichever of the two members has it; one of them must. */
    private static String codeOf(Structure request) throws WireException {
        String code = request.string(CODE);
        Structure configuration = request.structure(CONFIGURATION);
        String configured = configuration == null ? null : configuration.string(CODE);
        if (code != null && configured != null) {
            throw Errors.invalidRequest("Only one of CodeBlock and CalculationConfiguration.CodeBlock may be given.");
        }
        if (code == null && configured == null) {
            throw Errors.invalidRequest("CodeBlock is required.");
        }
        return code != null ? code : requireNonNull(configured);
    }

    private static CalculationId accepted(StartCalculationOutcome outcome, Structure request) throws WireException {
        if (outcome instanceof StartCalculationOutcome.Started started) {
            return started.id();
        }
        if (outcome instanceof StartCalculationOutcome.Replayed replayed) {
            return replayed.id();
        }
        if (outcome instanceof StartCalculationOutcome.SessionNotIdle notIdle) {
            // dbt-athena looks for this sentence.
            throw Errors.invalidRequest(
                    "Session is in the " + notIdle.state() + " state; needs to be IDLE to accept Calculations.");
        }
        if (outcome instanceof StartCalculationOutcome.UnknownSession) {
            throw SessionLookup.unknown(request);
        }
        if (outcome instanceof StartCalculationOutcome.NotSupported) {
            throw Errors.unsupported("The runtime of this session runs no calculations.");
        }
        if (outcome instanceof StartCalculationOutcome.TokenReused) {
            throw Errors.idempotentParameterMismatch();
        }
        if (outcome instanceof StartCalculationOutcome.TooLarge tooLarge) {
            throw Errors.tooLarge(tooLarge.limitBytes());
        }
        throw Errors.throttling();
    }

    private void get(Structure request, Reply reply) throws WireException {
        CalculationView calculation = calculation(request);
        SessionView session = scheduler.session(calculation.session()).orElseThrow(() -> unknown(request));
        Structure given = kept.of(calculation);
        CalculationResult result = new CalculationResult(ResultLocation.of(session, kept), calculation);
        reply.send(Json.object(json -> {
            json.writeStringField("CalculationExecutionId", calculation.id().toString());
            json.writeStringField("SessionId", calculation.session().toString());
            given.writeMember("Description", json);
            json.writeStringField("WorkingDirectory", result.folder().toString());
            CalculationJson.writeStatus(calculation, json);
            CalculationJson.writeStatistics(calculation, json);
            result.write(json);
        }));
    }

    private void getStatus(Structure request, Reply reply) throws WireException {
        CalculationView calculation = calculation(request);
        reply.send(Json.object(json -> {
            CalculationJson.writeStatus(calculation, json);
            CalculationJson.writeStatistics(calculation, json);
        }));
    }

    private void getCode(Structure request, Reply reply) throws WireException {
        CalculationView calculation = calculation(request);
        reply.send(Json.object(json -> json.writeStringField(CODE, calculation.code())));
    }

    private void stop(Structure request, Reply reply) throws WireException {
        CalculationId id = id(request);
        reply.sendWhenDone(scheduler.stopCalculation(id), state -> {
            CalculationState reached = state.orElseThrow(() -> unknown(request));
            reply.send(Json.object(json -> json.writeStringField("State", reached.name())));
        });
    }

    private void list(Structure request, Reply reply) throws WireException {
        SessionId session = sessions.session(request).id();
        String filter = request.string("StateFilter");
        String listed = "ListCalculationExecutions/" + session + "/" + (filter == null ? "" : filter);
        Integer maxResults = request.integer("MaxResults");
        CalculationId after = after(listed, request.string("NextToken"));
        CalculationPage page = isNeverReached(filter)
                ? new CalculationPage(List.of(), false)
                : scheduler
                        .calculations(new CalculationQuery(
                                session,
                                filter == null ? null : CalculationState.valueOf(filter),
                                after,
                                maxResults == null ? MAX_PAGE : maxResults))
                        .orElseThrow(() -> SessionLookup.unknown(request));
        reply.send(Json.object(json -> {
            json.writeArrayFieldStart("Calculations");
            for (CalculationView calculation : page.calculations()) {
                json.writeStartObject();
                json.writeStringField("CalculationExecutionId", calculation.id().toString());
                kept.of(calculation).writeMember("Description", json);
                CalculationJson.writeStatus(calculation, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.hasMore()) {
                CalculationId last =
                        page.calculations().get(page.calculations().size() - 1).id();
                json.writeStringField("NextToken", PageToken.of(listed, last.high(), last.low()));
            }
        }));
    }

    /** Two states of the model lie between the acceptance of a calculation and its start, and here nothing does. */
    private static boolean isNeverReached(@Nullable String state) {
        return "CREATED".equals(state) || "QUEUED".equals(state);
    }

    private static @Nullable CalculationId after(String listed, @Nullable String token) throws WireException {
        if (token == null || token.isEmpty()) {
            return null;
        }
        UUID id = PageToken.id(listed, token);
        return new CalculationId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private CalculationView calculation(Structure request) throws WireException {
        return find(scheduler, request);
    }

    /** The calculation that a request names. */
    static CalculationView find(SessionScheduler scheduler, Structure request) throws WireException {
        return scheduler.calculation(id(request)).orElseThrow(() -> unknown(request));
    }

    private static CalculationId id(Structure request) throws WireException {
        try {
            return CalculationId.parse(requireNonNull(request.string("CalculationExecutionId")));
        } catch (IllegalArgumentException e) {
            throw unknown(request);
        }
    }

    static WireException unknown(Structure request) {
        return Errors.invalidRequest(
                "Calculation execution " + request.string("CalculationExecutionId") + " is not found.");
    }
}
