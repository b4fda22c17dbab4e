package dev.berth.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.sigv4.SignatureException.Reason;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Amazon S3 signs in its own way. */
class S3VerifierTest {
    private static final String DATE = "20260102T030405Z";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final byte[] NOTHING = {};
    private static final String HASH_OF_NOTHING = TestHead.hex(TestHead.sha256(NOTHING));

    private final SignatureVerifier verifier = new SignatureVerifier(SignedService.s3("eu-central-1"), CLOCK);

    private AccessKey verify(TestHead head) throws SignatureException {
        return verifier.verify(head, NOTHING, id -> () -> TestHead.SECRET);
    }

    private static TestHead get(String path, String query) {
        return new TestHead("GET", path, query.isEmpty() ? null : query).with("Host", "h");
    }

    private static TestHead signed(TestHead head) {
        return head.signed(DATE, "eu-central-1", "s3", NOTHING, TestHead.SECRET);
    }

    private static TestHead copy(TestHead signed, String path, String query) {
        TestHead copy = new TestHead(signed.method(), path, query.isEmpty() ? null : query);
        signed.headers().forEach(header -> copy.with(header.getKey(), header.getValue()));
        return copy;
    }

    private void assertRefused(TestHead head, Reason reason, String text) {
        assertThatThrownBy(() -> verify(head)).isInstanceOfSatisfying(SignatureException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.text()).isEqualTo(text);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/b/a%20b, /b/a%20b",
        "/b/a%20b, /b/%61%20b",
        "/b/a%28b%29, /b/a(b)",
        "/b/%C3%A9, /b/%c3%a9",
        "/b//a/../b/./, /b//a/../b/./",
        "/b/a%2Fb, /b/a%2Fb",
        "/b/a%2Bb, /b/a+b"
    })
    void path_isEncodedOnce(String signed, String sent) throws SignatureException {
        TestHead head = signed(get(signed, "").with("x-amz-content-sha256", HASH_OF_NOTHING));

        assertThat(verify(copy(head, sent, ""))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"/b/a%2Fb, /b/a/b", "/b//a, /b/a", "/b/./a, /b/a", "/b/a%2520b, /b/a%20b", "/b/a, /b/a/", "/b/a, /b/b"})
    void otherPath_isAMismatch(String signed, String sent) {
        TestHead head = signed(get(signed, "").with("x-amz-content-sha256", HASH_OF_NOTHING));

        assertThatThrownBy(() -> verify(copy(head, sent, "")))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({
        "list-type=2&prefix=a, list-type=2&prefix=a",
        "list-type=2&prefix=a, prefix=a&list-type=2",
        "list-type=2&prefix=a%20b, prefix=a+b&list-type=2",
        "list-type=2&prefix=a%2Bb, prefix=a%2bb&list-type=2",
        "location=, location",
        "location=, &location&",
        "a=1&a-b=2, a-b=2&a=1"
    })
    void query_isSorted(String signed, String sent) throws SignatureException {
        TestHead head = signed(get("/b", signed).with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));

        assertThat(verify(copy(head, "/b", sent))).isNotNull();
    }

    @Test
    void signatureInTheQuery_besideOneInAHeader_isAParameterThatNobodySigned() {
        TestHead head = signed(get("/b", "").with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));

        assertThatThrownBy(() -> verify(copy(head, "/b", "X-Amz-Signature=" + "0".repeat(64))))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
    }

    @Test
    void repeatedParameter_isRefused() {
        TestHead head = signed(get("/b", "prefix=a&prefix=b").with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));

        assertRefused(head, Reason.INCOMPLETE, "No parameter of a signed query may be repeated.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/b/%", "/b/%zz", "/b/%ff"})
    void malformedPath_isRefused(String path) {
        TestHead head = signed(get(path, "").with("x-amz-content-sha256", HASH_OF_NOTHING));

        assertRefused(head, Reason.INCOMPLETE, "The request's target is not percent-encoded UTF-8.");
    }

    @Test
    void hashOfTheBody_mustBeDeclared() {
        assertRefused(
                signed(get("/b", "")),
                Reason.PAYLOAD_UNDECLARED,
                "Missing required header for this request: x-amz-content-sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "unsigned-payload"})
    void whatIsNoHash_isRefused(String declared) {
        assertRefused(
                signed(get("/b", "").with("x-amz-content-sha256", declared)),
                Reason.PAYLOAD_UNDECLARED,
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.");
    }

    @Test
    void hashOfSomething_isNoHashOfNothing() {
        assertThatThrownBy(() -> verify(signed(get("/b", "").with("x-amz-content-sha256", "0".repeat(64)))))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD_MISMATCH));
    }

    @Test
    void otherServiceOrRegion_isRefused() {
        TestHead athena = get("/b", "").with("x-amz-content-sha256", HASH_OF_NOTHING);
        athena.signed(DATE, "eu-central-1", "athena", NOTHING, TestHead.SECRET);
        assertRefused(athena, Reason.WRONG_SCOPE, "Credential should be scoped to correct service: 's3'");

        TestHead elsewhere = get("/b", "").with("x-amz-content-sha256", HASH_OF_NOTHING);
        elsewhere.signed(DATE, "us-east-1", "s3", NOTHING, TestHead.SECRET);
        assertRefused(elsewhere, Reason.WRONG_REGION, "Credential should be scoped to a valid region");
    }
}
