package dev.berth.server.s3;

import dev.berth.server.http.Answers;
import dev.berth.server.http.PathHandler;
import dev.berth.server.http.RequestHead;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Caller;
import dev.berth.server.results.ResultObject;
import dev.berth.server.results.ResultObjects;
import dev.berth.server.sigv4.SignatureException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Serves the objects of a store as Amazon S3 does, to read, in path style: {@code /BUCKET/KEY}. Thread-safe.
 *
 * <p>It knows GetObject, HeadObject, ListObjectsV2, HeadBucket and GetBucketLocation. What would write is refused with
 * {@code MethodNotAllowed}, and what else S3 can do with {@code NotImplemented}. A bucket is there while it has objects.
 */
public final class S3Endpoint implements PathHandler {
    /** The parameters that make another operation of a request. Unknown ones are ignored, as S3 does. */
    private static final Set<String> OTHER_BUCKET_OPERATIONS = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "lifecycle",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "tagging",
            "uploads",
            "versioning",
            "versions",
            "website");

    private static final Set<String> OTHER_OBJECT_OPERATIONS = Set.of(
            "acl",
            "attributes",
            "legal-hold",
            "partNumber",
            "retention",
            "tagging",
            "torrent",
            "uploadId",
            "versionId");

    private static final String CLASSIC_REGION = "us-east-1";

    private static final byte[] UNREAD = {};

    private final Vertx vertx;
    private final ResultObjects objects;
    private final String region;
    private final Supplier<Authenticator> authenticators;
    private final ObjectReaders readers;

    /**
     * An endpoint.
     *
     * @param vertx whose threads open files
     * @param objects what is served
     * @param region the region that every bucket is in
     * @param authenticators makes one for a request, thread-safely
     * @param readers decides who may read what
     */
    public S3Endpoint(
            Vertx vertx,
            ResultObjects objects,
            String region,
            Supplier<Authenticator> authenticators,
            ObjectReaders readers) {
        this.vertx = vertx;
        this.objects = objects;
        this.region = region;
        this.authenticators = authenticators;
        this.readers = readers;
    }

    @Override
    public void handle(HttpServerRequest request, Answers answers) {
        S3Exchange exchange = new S3Exchange(request, answers);
        try {
            answer(exchange);
        } catch (S3Failure failure) {
            exchange.refuse(failure);
        }
    }

    private void answer(S3Exchange exchange) throws S3Failure {
        HttpServerRequest request = exchange.request();
        Caller caller = authenticate(request);
        requireReading(request);
        S3Target target = S3Target.read(exchange.path(), request.query());
        if (target.bucket().isEmpty() && target.key().isEmpty()) {
            throw S3Failure.notImplemented();
        }
        requireReader(caller, target);
        if (!objects.hasBucket(target.bucket())) {
            throw S3Failure.noSuchBucket(target.bucket());
        }
        if (target.key().isEmpty()) {
            answerForBucket(target, exchange, key -> readers.mayRead(caller, key));
        } else {
            answerForObject(target, exchange);
        }
    }

    private Caller authenticate(HttpServerRequest request) throws S3Failure {
        try {
            Authenticator authenticator = authenticators.get();
            Caller caller = authenticator.authenticate(RequestHead.of(request), UNREAD);
            if (!authenticator.isWithinRate(caller)) {
                throw S3Failure.slowDown();
            }
            return caller;
        } catch (SignatureException cause) {
            throw S3SignatureFailures.of(cause, !request.headers().contains(HttpHeaders.AUTHORIZATION));
        }
    }

    /** What is there, and what is not, is told only to those who may read it. */
    private void requireReader(Caller caller, S3Target target) throws S3Failure {
        boolean isReader =
                target.key().isEmpty() ? readers.mayReadAnything(caller) : readers.mayRead(caller, target.key());
        if (!isReader) {
            throw S3Failure.accessDenied("Access Denied");
        }
    }

    private static void requireReading(HttpServerRequest request) throws S3Failure {
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            throw S3Failure.methodNotAllowed(method.name());
        }
    }

    private void answerForBucket(S3Target target, S3Exchange exchange, Predicate<String> isReadable) throws S3Failure {
        requireNone(OTHER_BUCKET_OPERATIONS, target);
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.begin(200).putHeader("x-amz-bucket-region", region).end();
        } else if (target.query().containsKey("location")) {
            exchange.sendXml(location());
        } else if (target.parameter("list-type").equals("2")) {
            ObjectListing listing = new ObjectListing(target);
            listing.gather(objects, isReadable);
            exchange.sendXml(listing.body());
        } else {
            throw S3Failure.notImplemented();
        }
    }

    /** The oldest region has no name here. */
    private byte[] location() {
        return new XmlText()
                .openInS3("LocationConstraint")
                .text(region.equals(CLASSIC_REGION) ? "" : region)
                .close("LocationConstraint")
                .bytes();
    }

    private void answerForObject(S3Target target, S3Exchange exchange) throws S3Failure {
        requireNone(OTHER_OBJECT_OPERATIONS, target);
        ResultObject object =
                objects.find(target.bucket(), target.key()).orElseThrow(() -> S3Failure.noSuchKey(target.key()));
        new ObjectAnswer(vertx, exchange, object).send();
    }

    private static void requireNone(Set<String> otherOperations, S3Target target) throws S3Failure {
        if (target.query().keySet().stream().anyMatch(otherOperations::contains)) {
            throw S3Failure.notImplemented();
        }
    }
}
