package dev.berth.server.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error of S3: its HTTP status, the code that clients go by, a sentence, and what else the error tells. */
final class S3Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> details;

    private S3Failure(int status, String code, String message, Map<String, String> details) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
    }

    /** An error that tells nothing beside its sentence. */
    S3Failure(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    static S3Failure accessDenied(String message) {
        return new S3Failure(403, "AccessDenied", message);
    }

    static S3Failure slowDown() {
        return new S3Failure(503, "SlowDown", "Please reduce your request rate.");
    }

    static S3Failure invalidUri() {
        return new S3Failure(400, "InvalidURI", "Couldn't parse the specified URI.", Map.of());
    }

    static S3Failure invalidArgument(String message, String argument, String value) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("ArgumentName", argument);
        details.put("ArgumentValue", value);
        return new S3Failure(400, "InvalidArgument", message, details);
    }

    static S3Failure noSuchBucket(String bucket) {
        return new S3Failure(404, "NoSuchBucket", "The specified bucket does not exist", Map.of("BucketName", bucket));
    }

    static S3Failure noSuchKey(String key) {
        return new S3Failure(404, "NoSuchKey", "The specified key does not exist.", Map.of("Key", key));
    }

    static S3Failure methodNotAllowed(String method) {
        return new S3Failure(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
                Map.of("Method", method));
    }

    static S3Failure preconditionFailed(String condition) {
        return new S3Failure(
                412,
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold",
                Map.of("Condition", condition));
    }

    static S3Failure invalidRange(String range, long bytes) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("RangeRequested", range);
        details.put("ActualObjectSize", Long.toString(bytes));
        return new S3Failure(416, "InvalidRange", "The requested range is not satisfiable", details);
    }

    static S3Failure internalError() {
        return new S3Failure(500, "InternalError", "We encountered an internal error. Please try again.", Map.of());
    }

    static S3Failure notImplemented() {
        return new S3Failure(
                501,
                "NotImplemented",
                "A header or query you provided implies functionality that is not implemented.",
                Map.of());
    }

    int status() {
        return status;
    }

    /** The error as S3 words it. */
    byte[] body(String resource, String requestId) {
        XmlText xml =
                new XmlText().open("Error").element("Code", code).element("Message", String.valueOf(getMessage()));
        details.forEach(xml::element);
        return xml.element("Resource", resource)
                .element("RequestId", requestId)
                .close("Error")
                .bytes();
    }
}
