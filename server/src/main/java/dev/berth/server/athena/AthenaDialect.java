package dev.berth.server.athena;

import dev.berth.api.SessionScheduler;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.RequestReader;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.Dialect;
import dev.berth.server.http.Responder;
import dev.berth.server.http.WireRequest;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Identities;
import dev.berth.server.sigv4.SignatureException;
import dev.berth.server.sigv4.SignedService;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session API of Amazon Athena for Apache Spark, over AWS JSON 1.1. Made for one event loop, and for it alone: it finds out
 * who asks, reads, checks, asks the scheduler, and words the answer.
 */
public final class AthenaDialect implements Dialect {
    /** The name of the service in the scopes of signatures. */
    public static final String SERVICE = "athena";

    /** The member that makes a request another one where all else is alike. */
    static final String TOKEN = "ClientRequestToken";

    /** What the name of an action has in front of that of its operation. */
    private static final String ACTION_PREFIX = "athena:";

    private static final String TARGET_HEADER = "X-Amz-Target";
    private static final String TARGET_PREFIX = "AmazonAthena.";
    private static final String CONTENT_TYPE_HEADER = "Content-Type";

    /** What the SDKs send, and what is taken for the same. */
    private static final String AWS_JSON = "application/x-amz-json-1.1";

    private static final Set<String> CONTENT_TYPES = Set.of(AWS_JSON, "application/json");

    /** The operations whose Payload may have 10,485,760 characters, each up to six bytes when it is escaped. */
    private static final Set<String> LARGE_TARGETS =
            Set.of(TARGET_PREFIX + "ImportNotebook", TARGET_PREFIX + "UpdateNotebook");

    private static final int LARGE_BODY_BYTES = 64 << 20;

    /** What frees capacity, and what its caller polls to see whether it was freed. */
    private static final Set<String> URGENT_TARGETS = Set.of(
            TARGET_PREFIX + "TerminateSession",
            TARGET_PREFIX + "StopCalculationExecution",
            TARGET_PREFIX + "GetSessionStatus",
            TARGET_PREFIX + "GetCalculationExecutionStatus");

    /** The first words of the operations that change nothing. What else there may be one day is audited. */
    private static final List<String> READING = List.of("Get", "List", "BatchGet", "Export");

    private final Authenticator authenticator;
    private final AuditLog audit;
    private final Subjects subjects;
    private final Permissions permissions;
    private final ServiceModel model;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    /** An operation, who reads and who carries it out, and what it is called as an action. */
    private record Endpoint(
            Operation operation, RequestReader reader, OperationHandler handler, String action, boolean isAudited) {}

    /**
     * A dialect over the given scheduler, whose futures complete where the dialect is called; everybody may do everything, and
     * nothing of it is written down.
     */
    public AthenaDialect(AthenaConfig config, ServiceModel model, SessionScheduler scheduler) {
        this(
                config,
                model,
                scheduler,
                new Authenticator(Identities.none(), SignedService.json(SERVICE, null)),
                AuditLog.NONE);
    }

    /**
     * A dialect over the given scheduler, whose futures complete where the dialect is called.
     *
     * @param authenticator tells who has sent a request; for this dialect alone
     * @param audit told of what changes something, or was to
     */
    public AthenaDialect(
            AthenaConfig config,
            ServiceModel model,
            SessionScheduler scheduler,
            Authenticator authenticator,
            AuditLog audit) {
        this.authenticator = authenticator;
        this.audit = audit;
        this.subjects = new Subjects(scheduler);
        this.permissions = new Permissions(config, subjects);
        this.model = model;
        KeptMembers kept = new KeptMembers(model);
        RefusalErrors refusalErrors = new RefusalErrors(config);
        Map<String, OperationHandler> handlers = new HashMap<>();
        new SessionOperations(scheduler, kept, refusalErrors).addTo(handlers);
        new CalculationOperations(scheduler, kept).addTo(handlers);
        new WorkGroupOperations(scheduler, kept).addTo(handlers);
        new ResourceOperations(new Resources(scheduler, kept)).addTo(handlers);
        new EngineOperations().addTo(handlers);
        for (Operation operation : model.operations()) {
            OperationHandler handler = handlers.getOrDefault(operation.name(), (request, reply) -> {
                throw Errors.unsupportedOperation(operation.name());
            });
            endpoints.put(TARGET_PREFIX + operation.name(), endpoint(operation, handler));
        }
    }

    private static Endpoint endpoint(Operation operation, OperationHandler handler) {
        boolean isReading = READING.stream().anyMatch(operation.name()::startsWith);
        return new Endpoint(
                operation, new RequestReader(operation, TOKEN), handler, ACTION_PREFIX + operation.name(), !isReading);
    }

    /** Much is read only for those who name a key that is known: a signature can be verified only when all has arrived. */
    @Override
    public int maxBodyBytes(WireRequest request, int usualBytes) {
        String target = request.header(TARGET_HEADER);
        return target != null && LARGE_TARGETS.contains(target) && authenticator.mayKnow(request)
                ? LARGE_BODY_BYTES
                : usualBytes;
    }

    /** Strangers may call themselves urgent: they are refused as soon as they have a place, and give it back at once. */
    @Override
    public boolean isUrgent(WireRequest request) {
        String target = request.header(TARGET_HEADER);
        return target != null && URGENT_TARGETS.contains(target);
    }

    @Override
    public void handle(WireRequest request, Responder responder) {
        byte[] body = request.body();
        String target = request.header(TARGET_HEADER);
        Endpoint endpoint = target == null ? null : endpoints.get(target);
        CallRecord call = endpoint != null && endpoint.isAudited() && !audit.equals(AuditLog.NONE)
                ? new AuditedCall(audit, subjects, endpoint.action(), request)
                : CallRecord.NONE;
        try {
            Caller caller = authenticator.authenticate(request, body);
            call.by(caller);
            Reply reply = new Reply(request, responder, caller, call);
            if (!authenticator.isWithinRate(caller)) {
                reply.refuse(Errors.throttling());
            } else if (request.query() != null || !isContentTypeKnown(request.header(CONTENT_TYPE_HEADER))) {
                reply.refuseUnknown();
            } else if (endpoint == null) {
                reply.refuse(unknownTarget(target));
            } else {
                carryOut(endpoint, body, call, reply);
            }
        } catch (SignatureException stranger) {
            new Reply(request, responder, Caller.ANYONE, call).refuse(Errors.unauthenticated(stranger));
        }
    }

    private void carryOut(Endpoint endpoint, byte[] body, CallRecord call, Reply reply) {
        try {
            Structure asked = endpoint.reader().read(body);
            call.about(endpoint.operation(), asked);
            permissions.require(reply.caller(), endpoint.action(), endpoint.operation(), asked);
            endpoint.handler().handle(asked, reply);
        } catch (WireException e) {
            reply.refuse(e);
        } catch (RuntimeException defect) {
            reply.fail(defect);
        }
    }

    private static boolean isContentTypeKnown(@Nullable String contentType) {
        if (contentType == null || contentType.equals(AWS_JSON)) {
            return contentType != null;
        }
        int parameters = contentType.indexOf(';');
        String mediaType = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return CONTENT_TYPES.contains(mediaType.strip().toLowerCase(Locale.ROOT));
    }

    private WireException unknownTarget(@Nullable String target) {
        if (target != null && target.startsWith(TARGET_PREFIX)) {
            String name = target.substring(TARGET_PREFIX.length());
            if (model.isOtherOperation(name)) {
                return Errors.unsupportedOperation(name);
            }
        }
        return Errors.unknownOperation();
    }
}
