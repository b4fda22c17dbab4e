package dev.berth.server.http;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * A request that does not reach a dialect or a route, or not whole: the answer that says why.
 *
 * @param status the HTTP status
 * @param type the kind of error, in the form that AWS clients show
 * @param message a sentence for the caller
 */
public record HttpError(int status, String type, String message) {

    /** A request that cannot be understood. */
    public static HttpError badRequest(String message) {
        return new HttpError(400, "BadRequestException", message);
    }

    /** The body of such a request ends who knows where. */
    static HttpError unknownTransferEncoding() {
        return badRequest("The only Transfer-Encoding known here is chunked.");
    }

    /** Worded and typed so that every AWS client backs off and tries again. */
    static HttpError throttled() {
        return new HttpError(400, "ThrottlingException", "Rate exceeded");
    }

    static HttpError foreignHost() {
        return new HttpError(
                403,
                "AccessDeniedException",
                "This server answers only requests whose Host is localhost or a loopback address.");
    }

    static HttpError notFound() {
        return notFound("There is nothing at this path.");
    }

    /** A thing that is not known. */
    public static HttpError notFound(String message) {
        return new HttpError(404, "NotFoundException", message);
    }

    static HttpError methodNotAllowed(String allowed) {
        return new HttpError(405, "MethodNotAllowedException", "The methods allowed here are: " + allowed + ".");
    }

    static HttpError bodyTooLarge(int maxBytes) {
        return new HttpError(
                413, "RequestEntityTooLargeException", "The request's body is larger than " + maxBytes + " bytes.");
    }

    static HttpError lineTooLong() {
        return new HttpError(414, "UriTooLongException", "The request's first line is too long.");
    }

    static HttpError notJson() {
        return new HttpError(415, "UnsupportedMediaTypeException", "The Content-Type must be application/json.");
    }

    static HttpError unknownExpectation() {
        return new HttpError(417, "ExpectationFailedException", "The only Expect known here is 100-continue.");
    }

    static HttpError headTooLarge(int maxBytes) {
        return new HttpError(
                431,
                "RequestHeaderFieldsTooLargeException",
                "The request's headers are larger than " + maxBytes + " bytes.");
    }

    static HttpError internal(String requestId) {
        return new HttpError(500, "InternalServerException", "Internal error. Request id: " + requestId);
    }

    static HttpError tooManyConnections(int max) {
        return unavailable("This server serves at most " + max + " connections at a time.");
    }

    static HttpError tooManyOfSource(int max) {
        return unavailable("This server serves at most " + max + " connections of one address at a time.");
    }

    /** What could be had at another time. */
    public static HttpError unavailable(String message) {
        return new HttpError(503, "ServiceUnavailableException", message);
    }

    byte[] body() {
        JsonObject json = new JsonObject().put("__type", type).put("Message", message);
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }
}
