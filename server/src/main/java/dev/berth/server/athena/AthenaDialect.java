package dev.berth.server.athena;

import dev.berth.api.SessionScheduler;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.Dialect;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.Responder;
import dev.berth.server.http.WireRequest;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Identities;
import dev.berth.server.sigv4.SignatureException;
import dev.berth.server.sigv4.SignedService;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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

    private static final String TARGET_HEADER = "X-Amz-Target";
    private static final String TARGET_PREFIX = "AmazonAthena.";
    private static final String CONTENT_TYPE_HEADER = "Content-Type";

    /** What the SDKs send, and what is taken for the same. */
    private static final String AWS_JSON = "application/x-amz-json-1.1";

    private static final Set<String> CONTENT_TYPES = Set.of(AWS_JSON, "application/json");

    /** The service's answer to what it cannot even lead to an operation. */
    private static final byte[] UNKNOWN_OPERATION_XML = "<UnknownOperationException/>".getBytes(StandardCharsets.UTF_8);

    private static final int NOT_FOUND = 404;

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

    private final Authenticator authenticator;
    private final Permissions permissions;
    private final ServiceModel model;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    /** An operation, and who carries it out. */
    private record Endpoint(Operation operation, OperationHandler handler) {}

    /** A dialect over the given scheduler, whose futures complete where the dialect is called; everybody may do everything. */
    public AthenaDialect(AthenaConfig config, ServiceModel model, SessionScheduler scheduler) {
        this(config, model, scheduler, new Authenticator(Identities.none(), SignedService.json(SERVICE, null)));
    }

    /**
     * A dialect over the given scheduler, whose futures complete where the dialect is called.
     *
     * @param authenticator tells who has sent a request; for this dialect alone
     */
    public AthenaDialect(
            AthenaConfig config, ServiceModel model, SessionScheduler scheduler, Authenticator authenticator) {
        this.authenticator = authenticator;
        this.permissions = new Permissions(config, scheduler);
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
            endpoints.put(TARGET_PREFIX + operation.name(), new Endpoint(operation, handler));
        }
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
        try {
            handle(request, body, authenticator.authenticate(request, body), responder);
        } catch (SignatureException stranger) {
            Reply.refuse(Errors.unauthenticated(stranger), responder);
        }
    }

    private void handle(WireRequest request, byte[] body, Caller caller, Responder responder) {
        if (request.query() != null || !isContentTypeKnown(request.header(CONTENT_TYPE_HEADER))) {
            responder.answer(NOT_FOUND, MediaTypes.XML, UNKNOWN_OPERATION_XML);
            return;
        }
        Reply reply = new Reply(responder, caller);
        try {
            Endpoint endpoint = endpoint(request.header(TARGET_HEADER));
            Structure asked = endpoint.operation().read(body);
            permissions.require(caller, endpoint.operation(), asked);
            endpoint.handler().handle(asked, reply);
        } catch (WireException e) {
            reply.refuse(e);
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

    private Endpoint endpoint(@Nullable String target) throws WireException {
        Endpoint endpoint = target == null ? null : endpoints.get(target);
        if (endpoint != null) {
            return endpoint;
        }
        if (target != null && target.startsWith(TARGET_PREFIX)) {
            String name = target.substring(TARGET_PREFIX.length());
            if (model.isOtherOperation(name)) {
                throw Errors.unsupportedOperation(name);
            }
        }
        throw Errors.unknownOperation();
    }
}
