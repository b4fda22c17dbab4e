package dev.berth.server.athena;

import dev.berth.server.awsjson.ErrorBody;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.sigv4.SignatureException;
import java.util.Map;

/** The errors of the service, each with the status, type and code that clients know it by. */
final class Errors {
    /** The type of a fault of the server. */
    static final String INTERNAL = "InternalServerException";

    static final String WORK_GROUP_NOT_FOUND = "WorkGroup is not found.";
    private static final String TOO_LARGE = "The request is larger than the journal of this server takes";

    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final String INVALID_REQUEST = "InvalidRequestException";

    private Errors() {}

    static WireException invalidRequest(String message) {
        return invalidRequest("INVALID_INPUT", message);
    }

    /** A target that the service does not have; without a message, as the real service. */
    static WireException unknownOperation() {
        return new WireException(BAD_REQUEST, ErrorBody.of("UnknownOperationException", null, null));
    }

    static WireException unsupportedOperation(String operation) {
        return unsupported("Operation " + operation + " is not supported.");
    }

    static WireException unsupported(String message) {
        return invalidRequest("UNSUPPORTED_OPERATION", message);
    }

    static WireException tooLarge() {
        return invalidRequest(TOO_LARGE + ".");
    }

    static WireException tooLarge(int limitBytes) {
        return invalidRequest(TOO_LARGE + ", which is " + limitBytes + " bytes.");
    }

    static WireException idempotentParameterMismatch() {
        return invalidRequest("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match");
    }

    static WireException resourceNotFound(String message, String resourceName) {
        Map<String, String> members = Map.of("ResourceName", resourceName);
        return new WireException(BAD_REQUEST, new ErrorBody("ResourceNotFoundException", null, message, members));
    }

    /** An ARN that names nothing that is there. */
    static WireException resourceNotFound(String arn) {
        return resourceNotFound("Resource " + arn + " is not found.", arn);
    }

    static WireException sessionAlreadyExists() {
        return plain("SessionAlreadyExistsException", "The specified session already exists.");
    }

    static WireException tooManyRequests(String message) {
        return plain("TooManyRequestsException", message);
    }

    /** All AWS clients wait a little and try again. */
    static WireException throttling() {
        return plain("ThrottlingException", "Rate exceeded");
    }

    /** A request whose signature is missing or not good. */
    static WireException unauthenticated(SignatureException cause) {
        return inFrontOfTheService(cause.type(), cause.text());
    }

    static WireException accessDenied(String userArn, String action, String resource) {
        return inFrontOfTheService(
                "AccessDeniedException",
                "User: " + userArn + " is not authorized to perform: " + action + " on resource: " + resource);
    }

    /** What checks requests before the service has them writes {@code message} small. */
    private static WireException inFrontOfTheService(String type, String message) {
        return new WireException(BAD_REQUEST, new ErrorBody(type, null, null, Map.of("message", message)));
    }

    /** A fault that an operator has to see to, and that the caller may know of. */
    static WireException internalServer(String message) {
        return new WireException(INTERNAL_SERVER_ERROR, ErrorBody.of(INTERNAL, null, message));
    }

    private static WireException invalidRequest(String code, String message) {
        return new WireException(BAD_REQUEST, ErrorBody.of(INVALID_REQUEST, code, message));
    }

    private static WireException plain(String type, String message) {
        return new WireException(BAD_REQUEST, ErrorBody.of(type, null, message));
    }
}
