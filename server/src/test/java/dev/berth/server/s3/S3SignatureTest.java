package dev.berth.server.s3;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.http.RawClient;
import dev.berth.server.identity.AccessStats;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Identities;
import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.RateLimit;
import dev.berth.server.identity.RequestRates;
import dev.berth.server.results.S3Uri;
import dev.berth.server.sigv4.SignedService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signed requests to the endpoint, made by the AWS SDK for Java and changed on the way. */
class S3SignatureTest {
    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final S3Uri RESULTS = S3Uri.parse("s3://b/team 1/größe+%2F");
    private static final String OBJECT = key(RESULTS, session(1), calculation(1), "stdout");
    private static final String OTHER = key(RESULTS, session(2), calculation(2), "stdout");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path temp;

    private volatile Duration offset = Duration.ZERO;
    private Identities identities;
    private TestS3 server;
    private S3Client s3;
    private volatile RequestRates rates = new RequestRates(RateLimit.NONE);

    /** Results of the first session are for those who may read those of {@code workgroup/a}. */
    private static final class FirstSession implements ObjectReaders {
        @Override
        public boolean mayRead(Caller caller, String key) {
            return key.contains(session(1).toString()) && mayReadAnything(caller);
        }

        @Override
        public boolean mayReadAnything(Caller caller) {
            return caller.mayAnywhere("athena:GetCalculationExecution");
        }
    }

    @BeforeEach
    void start() throws IOException {
        KeyStore keys = new KeyStore(temp.resolve("data"));
        keys.add("alice", new KeyStore.NewKey(KEY_ID, SECRET), List.of("athena:*"), List.of("*"));
        keys.add("carol", new KeyStore.NewKey("CAROL", SECRET), List.of(), List.of());
        identities = Identities.open(temp.resolve("data"), true);
        server = new TestS3(temp, this::authenticator, new FirstSession());
        server.keep(RESULTS, session(1), calculation(1), "one");
        server.keep(RESULTS, session(2), calculation(2), "two");
        s3 = server.client(KEY_ID, SECRET);
    }

    private Authenticator authenticator() {
        return new Authenticator(
                identities,
                SignedService.s3(null),
                rates,
                AccessStats.DISABLED,
                () -> Instant.now().plus(offset));
    }

    @AfterEach
    void stop() {
        s3.close();
        server.close();
        identities.close();
    }

    private String read(S3Client client, String key) {
        return client.getObjectAsBytes(r -> r.bucket("b").key(key)).asUtf8String();
    }

    private static void assertRefused(int status, String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void signedReads_areAnswered_alsoWithoutASignedBody() {
        assertThat(read(s3, OBJECT)).isEqualTo("one");
        assertThat(s3.headObject(r -> r.bucket("b").key(OBJECT)).contentLength())
                .isEqualTo(3);
        assertThat(s3.headBucket(r -> r.bucket("b"))).isNotNull();
    }

    @Test
    void lists_haveWhatTheirReaderMayRead() {
        assertThat(s3.listObjectsV2(r -> r.bucket("b").prefix("team 1/")).contents())
                .extracting(S3Object::key)
                .hasSize(3)
                .contains(OBJECT)
                .allMatch(key -> key.contains(session(1).toString()));
        assertThat(s3.listObjectsV2Paginator(r -> r.bucket("b").maxKeys(1)).contents())
                .hasSize(3);
    }

    @Test
    void otherObjects_areDenied_thereOrNot() {
        assertRefused(403, "AccessDenied", "Access Denied", () -> read(s3, OTHER));
        assertRefused(403, "AccessDenied", "Access Denied", () -> read(s3, OTHER + "x"));
        assertRefused(
                403,
                "AccessDenied",
                "Access Denied",
                () -> s3.getObject(r -> r.bucket("nowhere").key(OTHER)));
        assertRefused(404, "NoSuchKey", "The specified key does not exist.", () -> read(s3, OBJECT + "x"));
    }

    @Test
    void whoMayReadNothing_learnsOfNoBucket() {
        try (S3Client carol = server.client("CAROL", SECRET)) {
            for (String bucket : List.of("b", "nowhere")) {
                assertRefused(403, "AccessDenied", "Access Denied", () -> carol.listObjectsV2(r -> r.bucket(bucket)));
            }
        }
    }

    @Test
    void wrongSecret_isRefused() {
        try (S3Client other = server.client(KEY_ID, "another-secret")) {
            assertRefused(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided. Check your key and"
                            + " signing method.",
                    () -> read(other, OBJECT));
        }
    }

    @Test
    void unknownKey_isRefused() {
        try (S3Client other = server.client("NOBODY", SECRET)) {
            assertRefused(
                    403,
                    "InvalidAccessKeyId",
                    "The AWS Access Key Id you provided does not exist in our records.",
                    () -> read(other, OBJECT));
        }
    }

    @Test
    void clocks_mayDifferByFifteenMinutes() {
        offset = Duration.ofMinutes(14);
        assertThat(read(s3, OBJECT)).isEqualTo("one");
        for (int minutes : new int[] {16, -16}) {
            offset = Duration.ofMinutes(minutes);
            assertRefused(
                    403,
                    "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.",
                    () -> read(s3, OBJECT));
        }
    }

    @Test
    void temporaryCredentials_areRefused() {
        try (S3Client other = s3ClientWithToken()) {
            assertRefused(
                    400,
                    "InvalidToken",
                    "The provided token is malformed or otherwise invalid.",
                    () -> read(other, OBJECT));
        }
    }

    private S3Client s3ClientWithToken() {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url()))
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsSessionCredentials.create(KEY_ID, SECRET, "token")))
                .build();
    }

    @Test
    void anonymousRequest_isDenied() throws Exception {
        HttpResponse<String> answer = get(server.url() + "/b/x");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>AccessDenied</Code><Message>Access Denied</Message>");
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String presigned(Duration duration) {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(URI.create(server.url()))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET)))
                .build()) {
            return presigner
                    .presignGetObject(r -> r.signatureDuration(duration)
                            .getObjectRequest(g -> g.bucket("b").key(OBJECT)))
                    .url()
                    .toString();
        }
    }

    @Test
    void presignedAddress_isGoodForItsTime() throws Exception {
        String url = presigned(Duration.ofMinutes(10));
        assertThat(get(url).body()).isEqualTo("one");
        offset = Duration.ofMinutes(9);
        assertThat(get(url).body()).isEqualTo("one");
        offset = Duration.ofMinutes(11);

        HttpResponse<String> expired = get(url);

        assertThat(expired.statusCode()).isEqualTo(403);
        assertThat(expired.body()).contains("<Code>AccessDenied</Code><Message>Request has expired</Message>");
        offset = Duration.ofMinutes(-16);
        assertThat(get(url).body()).contains("<Code>AccessDenied</Code><Message>Request is not yet valid</Message>");
    }

    @Test
    void presignedAddress_isCountedAsARequestOfItsSigner() throws Exception {
        String url = presigned(Duration.ofMinutes(10));
        rates = new RequestRates(new RateLimit(1, 1));
        assertThat(get(url).body()).isEqualTo("one");

        HttpResponse<String> throttled = get(url);

        assertThat(throttled.statusCode()).isEqualTo(503);
        assertThat(throttled.body())
                .contains("<Code>SlowDown</Code><Message>Please reduce your request rate.</Message>");
    }

    @Test
    void presignedAddress_mayLastAWeek() throws Exception {
        String url = presigned(Duration.ofDays(7));
        offset = Duration.ofDays(7).minusMinutes(1);

        assertThat(get(url).body()).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stdout?X- | stderr?X- | SignatureDoesNotMatch
            X-Amz-Expires=600 | X-Amz-Expires=601 | SignatureDoesNotMatch
            X-Amz-Expires=600 | X-Amz-Expires=604801 | AuthorizationQueryParametersError
            X-Amz-Expires=600 | X-Amz-Expires=0 | AuthorizationQueryParametersError
            X-Amz-Expires=600 | X-Amz-Expires=-1 | AuthorizationQueryParametersError
            X-Amz-Expires=600 | x=1 | AuthorizationQueryParametersError
            X-Amz-Expires=600 | X-Amz-Expires=600&X-Amz-Expires=600 | AuthorizationQueryParametersError
            X-Amz-Expires=600 | X-Amz-Expires=600&response-content-type=text%2Fhtml | SignatureDoesNotMatch
            X-Amz-Expires=600 | X-Amz-Expires=600&a=1&a=2 | AuthorizationQueryParametersError
            X-Amz-SignedHeaders=host | X-Amz-SignedHeaders=accept | SignatureDoesNotMatch
            %2Fs3%2F | %2Fathena%2F | AuthorizationQueryParametersError
            AKIDEXAMPLE | NOBODY | InvalidAccessKeyId
            X-Amz-Signature= | X-Amz-Signature=0 | SignatureDoesNotMatch
            X-Amz-Algorithm=AWS4-HMAC-SHA256 | X-Amz-Algorithm=AWS4 | AuthorizationQueryParametersError
            X-Amz-Algorithm=AWS4-HMAC-SHA256 | x=1 | AccessDenied
            /b/team%201/ | /b%2Fteam%201/ | SignatureDoesNotMatch
            /b/team%201/ | /b/./team%201/ | SignatureDoesNotMatch
            /b/team%201/ | /b//team%201/ | SignatureDoesNotMatch
            """)
    void alteredPresignedAddress_isRefused(String part, String altered, String code) throws Exception {
        String url = presigned(Duration.ofMinutes(10));
        assertThat(url).contains(part);

        assertThat(get(url.replace(part, altered)).body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void anotherEncodingOfTheSameAddress_isTheSameAddress() throws Exception {
        String url = presigned(Duration.ofMinutes(10));

        assertThat(raw(url.replace("/team%201/", "/%74eam%201/"), "")).isEqualTo("one");
    }

    @Test
    void twoSignatures_areOneTooMany() throws Exception {
        assertThat(raw(presigned(Duration.ofMinutes(10)), "Authorization: AWS4-HMAC-SHA256 x\r\n"))
                .contains("<Code>InvalidArgument</Code><Message>Only one auth mechanism allowed");
    }

    @Test
    void headerThatWasAdded_isRefused() throws Exception {
        assertThat(raw(presigned(Duration.ofMinutes(10)), "x-amz-checksum-mode: ENABLED\r\n"))
                .contains("<Code>AccessDenied</Code><Message>There were headers present in the request which were not"
                        + " signed</Message>");
    }

    /** The body of the answer to a request whose address no client library changes. */
    private String raw(String url, String headers) throws IOException {
        String address = URI.create(url).getRawAuthority();
        String target = url.substring(url.indexOf(address) + address.length());
        try (RawClient client = server.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: " + address + "\r\n" + headers + "\r\n")
                    .read()
                    .body();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "POST"})
    void strangers_areNotToldWhichMethodsThereAre(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/b/x"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("<Code>AccessDenied</Code>");
    }
}
