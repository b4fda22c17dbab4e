package dev.berth.server.sigv4;

import static dev.berth.server.sigv4.TestHead.KEY_ID;
import static dev.berth.server.sigv4.TestHead.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.sigv4.SignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private static final String DATE = "20260102T030405Z";
    private static final byte[] BODY_A =
            utf8("{\"WorkGroup\": \"spark\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 2}}");
    private static final String SCOPE_A = KEY_ID + "/20260102/us-east-1/athena/aws4_request";
    private static final String SIGNATURE_A = "4c91107d8b1d67f2494ef4943cc33e6457bf0c20f9c0be975c0e8b9a4acdcd8c";
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final InstantSource clock = () -> now;
    private final Map<String, AccessKey> known = new HashMap<>(Map.of(KEY_ID, () -> SECRET));
    private SignatureVerifier verifier = new SignatureVerifier(SignedService.json("athena", null), clock);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TestHead unsignedA() {
        return new TestHead("POST", "/", null)
                .with("Host", "127.0.0.1:8080")
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("X-Amz-Date", DATE)
                .with("X-Amz-Target", "AmazonAthena.StartSession");
    }

    private static TestHead vectorA() {
        return unsignedA().with("Authorization", authorizationA());
    }

    private static String authorizationA() {
        return authorization(SCOPE_A, "content-type;host;x-amz-date;x-amz-target", SIGNATURE_A);
    }

    private static String authorization(String credential, String signedHeaders, String signature) {
        return "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + signedHeaders + ", Signature="
                + signature;
    }

    private static TestHead vectorC() {
        return new TestHead("POST", "/", null)
                .with("Host", "athena.local:4566")
                .with("amz-sdk-invocation-id", "d40797e7-e1b2-c6d9-8a47-52e3716e4eb0")
                .with("amz-sdk-request", "attempt=1;   max=4")
                .with("Content-Length", "20")
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("x-amz-content-sha256", "1a94803a146338bfdd4207ced6b1b6f372e7f4e60ddd34d62fa4564cddfbfc83")
                .with("X-Amz-Date", DATE)
                .with("X-Amz-Target", "AmazonAthena.GetSession")
                .with("Accept", "*/*")
                .with(
                        "Authorization",
                        authorization(
                                KEY_ID + "/20260102/eu-west-1/athena/aws4_request",
                                "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;"
                                        + "x-amz-content-sha256;x-amz-date;x-amz-target",
                                "bdc4e4efde72009b6c483a8381df3e80fabca0583c0180d4b9b952b51aeafd9f"));
    }

    private AccessKey verify(TestHead head, byte[] body) throws SignatureException {
        return verifier.verify(head, body, known::get);
    }

    private void assertRefused(TestHead head, byte[] body, Reason reason, String text) {
        assertThatThrownBy(() -> verify(head, body)).isInstanceOfSatisfying(SignatureException.class, e -> {
            assertThat(e.text()).isEqualTo(text);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }

    @Test
    void vectorA_isVerified_repeatedly() throws SignatureException {
        assertThat(verify(vectorA(), BODY_A)).isSameAs(known.get(KEY_ID));
        assertThat(verify(vectorA(), BODY_A)).isSameAs(known.get(KEY_ID));
    }

    @Test
    void vectorB_hasATokenThatNobodyKnows() {
        TestHead head = unsignedA()
                .with("X-Amz-Security-Token", "FwoGZXIvYXdzEXAMPLETOKEN//")
                .with(
                        "Authorization",
                        authorization(
                                SCOPE_A,
                                "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
                                "3c70f87616a8cbe9ff970444e177db68d634952abca64fe2ce70e07ab36f361d"));

        assertRefused(head, BODY_A, Reason.UNKNOWN_TOKEN, "The security token included in the request is invalid.");
    }

    @Test
    void vectorB_hasTheCanonicalFormOfTheSpecification() throws SignatureException {
        CanonicalText text = new CanonicalText().add("POST\n/\n\n");
        var unused = new HeaderFields(unsignedA()
                        .with("X-Amz-Security-Token", "FwoGZXIvYXdzEXAMPLETOKEN//")
                        .headers())
                .writeSigned("content-type;host;x-amz-date;x-amz-security-token;x-amz-target", null, text);
        text.add("\ncontent-type;host;x-amz-date;x-amz-security-token;x-amz-target\n")
                .addHex(TestHead.sha256(BODY_A));

        assertThat(TestHead.hex(TestHead.sha256(text.toBytes())))
                .isEqualTo("cfd1efe29a96214656977d8a6209acea7dc960f53d2066e56ad0615041eaf1cc");
    }

    @Test
    void vectorC_isVerified() throws SignatureException {
        assertThat(verify(vectorC(), utf8("{\"SessionId\":\"s-é\"}"))).isSameAs(known.get(KEY_ID));
    }

    @Test
    void withoutAuthorization_isMissing() {
        assertRefused(unsignedA(), BODY_A, Reason.MISSING, "Missing Authentication Token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Basic YWJj | Authorization header requires the algorithm 'AWS4-HMAC-SHA256'.
            AWS4-HMAC-SHA256 | Authorization header requires the algorithm 'AWS4-HMAC-SHA256'.
            AWS4-HMAC-SHA256 SignedHeaders=host, Signature=1 | Authorization header requires 'Credential' parameter.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host | Authorization header requires 'Signature' parameter.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,Signature=1 | Authorization header requires 'SignedHeaders' parameter.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=,Signature= | Authorization header requires 'SignedHeaders' parameter. Authorization header requires 'Signature' parameter.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host,Signature=1,Signature=1 | Authorization header has a parameter twice.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host,Signature=1,X=1 | Authorization header has a part that is not one of 'Credential', 'SignedHeaders' and 'Signature'.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host,Signature=1, | Authorization header has a part that is not one of 'Credential', 'SignedHeaders' and 'Signature'.
            AWS4-HMAC-SHA256 Credential,SignedHeaders=host,Signature=1 | Authorization header has a part that is not one of 'Credential', 'SignedHeaders' and 'Signature'.
            AWS4-HMAC-SHA256 Credentials=a/b/c/d/e,SignedHeaders=host,Signature=1 | Authorization header has a part that is not one of 'Credential', 'SignedHeaders' and 'Signature'.
            AWS4-HMAC-SHA256 nonsense | Authorization header has a part that is not one of 'Credential', 'SignedHeaders' and 'Signature'.
            AWS4-HMAC-SHA256 Credential=a/b/c/d,SignedHeaders=host,Signature=1 | Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.
            AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f,SignedHeaders=host,Signature=1 | Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.
            """)
    void unreadableAuthorization_namesWhatIsWrong(String authorization, String text) {
        assertRefused(unsignedA().with("Authorization", authorization), BODY_A, Reason.INCOMPLETE, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "X-Amz-Date", "X-Amz-Content-Sha256"})
    void repeatedHeader_isRefused(String name) {
        String text = "The header '" + name + "' must not be repeated.";
        TestHead head = vectorC();

        assertRefused(head.with(name, head.header(name)), utf8("{\"SessionId\":\"s-é\"}"), Reason.INCOMPLETE, text);
    }

    @Test
    void target_splitAtItsComma_isRefused() {
        TestHead head = unsignedA().without("X-Amz-Date").without("X-Amz-Target");
        head.with("X-Amz-Target", "AmazonAthena.A,AmazonAthena.B").signed(DATE, "us-east-1", "athena", BODY_A, SECRET);
        head.without("X-Amz-Target").with("X-Amz-Target", "AmazonAthena.A").with("X-Amz-Target", "AmazonAthena.B");

        assertRefused(head, BODY_A, Reason.INCOMPLETE, "The header 'x-amz-target' must not be repeated.");
    }

    @Test
    void spaceAroundCommas_isOptional() throws SignatureException {
        String squeezed = authorizationA().replace(", ", ",");
        String stretched = authorizationA().replace(", ", " \t,\t  ") + " ";

        verify(unsignedA().with("Authorization", squeezed), BODY_A);
        verify(unsignedA().with("Authorization", stretched), BODY_A);
    }

    @Test
    void withoutDate_isIncomplete() {
        assertRefused(
                vectorA().without("X-Amz-Date"),
                BODY_A,
                Reason.INCOMPLETE,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "20261302T030405Z",
                "20260102T240405Z",
                "2026-01-02T03:04Z",
                "20260102t030405z",
                "x0260102T030405Z"
            })
    void unreadableDate_isIncomplete(String date) {
        assertRefused(
                vectorA().without("X-Amz-Date").with("X-Amz-Date", date),
                BODY_A,
                Reason.INCOMPLETE,
                "Date must be in ISO-8601 'basic format', such as 20260102T030405Z.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 02 Jan 2026 03:04:05 GMT", DATE})
    void dateHeader_standsIn(String date) throws SignatureException {
        TestHead head = new TestHead("POST", "/", null).with("Host", "h").with("Date", date);

        assertThat(verify(head.signedWithoutAmzDate(DATE, "us-east-1", "athena", BODY_A, SECRET), BODY_A))
                .isNotNull();
    }

    @Test
    void unknownKey_isRefused() {
        known.clear();

        assertRefused(vectorA(), BODY_A, Reason.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }

    @Test
    void otherSecret_isAMismatch_alsoAfterTheRightOneWasUsed() throws SignatureException {
        verify(vectorA(), BODY_A);
        known.put(KEY_ID, () -> "another secret");

        assertRefused(vectorA(), BODY_A, Reason.MISMATCH, MISMATCH);

        known.put(KEY_ID, () -> SECRET);
        assertThat(verify(vectorA(), BODY_A)).isNotNull();
    }

    @Test
    void alteredSignature_isAMismatch() {
        for (int i = 0; i < SIGNATURE_A.length(); i++) {
            char other = SIGNATURE_A.charAt(i) == '0' ? '1' : '0';
            String altered = SIGNATURE_A.substring(0, i) + other + SIGNATURE_A.substring(i + 1);
            assertSignatureRefused(altered);
        }
        assertSignatureRefused(SIGNATURE_A.substring(1));
        assertSignatureRefused(SIGNATURE_A + "0");
        assertSignatureRefused(SIGNATURE_A.toUpperCase(Locale.ROOT));
        assertSignatureRefused("0");
    }

    private void assertSignatureRefused(String signature) {
        assertRefused(
                unsignedA()
                        .with(
                                "Authorization",
                                authorization(SCOPE_A, "content-type;host;x-amz-date;x-amz-target", signature)),
                BODY_A,
                Reason.MISMATCH,
                MISMATCH);
    }

    @Test
    void alteredBody_isAMismatch() {
        byte[] altered = BODY_A.clone();
        altered[altered.length - 3] = '3';

        assertRefused(vectorA(), altered, Reason.MISMATCH, MISMATCH);
        assertRefused(vectorC(), utf8("{\"SessionId\":\"s-e\"}"), Reason.PAYLOAD_MISMATCH, MISMATCH);
    }

    @Test
    void unsignedPayload_isNoHashOfABody() {
        TestHead head = unsignedA().without("X-Amz-Date").with("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");

        assertRefused(
                head.signed(DATE, "us-east-1", "athena", BODY_A, SECRET), BODY_A, Reason.PAYLOAD_MISMATCH, MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Type", "X-Amz-Target"})
    void alteredOrDroppedHeader_isAMismatch(String name) {
        assertRefused(vectorA().without(name).with(name, "other"), BODY_A, Reason.MISMATCH, MISMATCH);
        assertRefused(vectorA().without(name), BODY_A, Reason.MISMATCH, MISMATCH);
    }

    @Test
    void droppedEmptyHeader_isAMismatch() throws SignatureException {
        UnaryOperator<TestHead> signed = head -> head.signed(DATE, "us-east-1", "athena", BODY_A, SECRET);
        TestHead head =
                signed.apply(new TestHead("POST", "/", null).with("Host", "h").with("empty", ""));
        verify(head, BODY_A);

        assertRefused(head.without("empty"), BODY_A, Reason.MISMATCH, MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({"host;x-amz-date, X-Amz-Target", "x-amz-date;x-amz-target, Host", "host;x-amz-target, X-Amz-Date"})
    void headersThatMatter_mustBeSigned(String signedHeaders, String name) {
        assertRefused(
                unsignedA().with("Authorization", authorization(SCOPE_A, signedHeaders, SIGNATURE_A)),
                BODY_A,
                Reason.NOT_SIGNED,
                "'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-type;x-amz-date;host;x-amz-target",
                "content-type;host;host;x-amz-date;x-amz-target",
                "Content-Type;host;x-amz-date;x-amz-target",
                "content-type;host;;x-amz-date;x-amz-target",
                ";content-type;host;x-amz-date;x-amz-target",
                "content-type;host;x-amz-date;x-amz-target;"
            })
    void disorderedSignedHeaders_areRefused(String signedHeaders) {
        assertRefused(
                unsignedA().with("Authorization", authorization(SCOPE_A, signedHeaders, SIGNATURE_A)),
                BODY_A,
                Reason.INCOMPLETE,
                "SignedHeaders must be at most 128 names in lower case, sorted, each of them once.");
    }

    @Test
    void clocks_mayDifferByFiveMinutes() throws SignatureException {
        now = Instant.parse("2026-01-02T03:09:05.999Z");
        verify(vectorA(), BODY_A);
        now = Instant.parse("2026-01-02T02:59:05Z");
        verify(vectorA(), BODY_A);
    }

    @Test
    void oldSignature_isRefused() {
        now = Instant.parse("2026-01-02T03:09:06Z");

        assertRefused(
                vectorA(),
                BODY_A,
                Reason.TOO_OLD,
                "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)");
    }

    @Test
    void futureSignature_isRefused() {
        now = Instant.parse("2026-01-02T02:59:04Z");

        assertRefused(
                vectorA(),
                BODY_A,
                Reason.TOO_NEW,
                "Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T025904Z +"
                        + " 5 min.)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /20260102/us-east-1/s3/aws4_request | WRONG_SCOPE | Credential should be scoped to correct service: 'athena'
            /20260102/us-east-1/athena/aws5_request | WRONG_SCOPE | Credential should be scoped with a valid terminator: 'aws4_request'
            /20260102//athena/aws4_request | WRONG_REGION | Credential should be scoped to a valid region
            /20260103/us-east-1/athena/aws4_request | WRONG_SCOPE | Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP
            /2026010/us-east-1/athena/aws4_request | WRONG_SCOPE | Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP
            """)
    void scopeOfSomethingElse_isRefused(String scope, Reason reason, String text) {
        String authorization = authorization(KEY_ID + scope, "content-type;host;x-amz-date;x-amz-target", SIGNATURE_A);

        assertRefused(unsignedA().with("Authorization", authorization), BODY_A, reason, text);
    }

    @Test
    void scopeThatWasGood_isLookedAtAgainForAnotherDay() throws SignatureException {
        verify(vectorA(), BODY_A);
        now = now.plusSeconds(86_400);
        TestHead tomorrow = unsignedA().without("X-Amz-Date").with("X-Amz-Date", "20260103T030405Z");

        assertRefused(
                tomorrow.with("Authorization", authorizationA()),
                BODY_A,
                Reason.WRONG_SCOPE,
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
    }

    @Test
    void givenRegion_isTheOnlyOne() throws SignatureException {
        verifier = new SignatureVerifier(SignedService.json("athena", "us-east-1"), clock);
        verify(vectorA(), BODY_A);

        assertRefused(
                vectorC(),
                utf8("{\"SessionId\":\"s-é\"}"),
                Reason.WRONG_REGION,
                "Credential should be scoped to a valid region");
    }

    @Test
    void keys_areKeptUpToABound() throws SignatureException {
        for (int i = 0; i < 2 * SigningKeys.MAX_KEYS; i++) {
            TestHead head = new TestHead("POST", "/", null).with("Host", "h");
            assertThat(verify(head.signed(DATE, "region-" + i, "athena", BODY_A, SECRET), BODY_A))
                    .isNotNull();
        }
        assertThat(verifier.keptKeys()).isEqualTo(SigningKeys.MAX_KEYS);
    }

    @Test
    void strangersAreNotKept() {
        assertSignatureRefused("0".repeat(64));

        assertThat(verifier.keptKeys()).isZero();
    }

    @Test
    void revokedKey_isRefused_alsoAfterItWasUsed() throws SignatureException {
        verify(vectorA(), BODY_A);
        known.clear();

        assertRefused(vectorA(), BODY_A, Reason.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }

    @Test
    void wrongSignature_isAMismatch_alsoAfterARightOne() throws SignatureException {
        verify(vectorA(), BODY_A);

        assertSignatureRefused("0".repeat(64));
        assertRefused(vectorA().without("Host").with("Host", "other"), BODY_A, Reason.MISMATCH, MISMATCH);
        assertRefused(vectorA(), utf8("{}"), Reason.MISMATCH, MISMATCH);
    }

    @Test
    void twoOwners_areToldApart() throws SignatureException {
        AccessKey other = () -> "another secret";
        known.put("OTHER", other);
        TestHead head = new TestHead("POST", "/", null).with("Host", "h");
        head.signedBy("OTHER", DATE, "us-east-1", "athena", BODY_A, other.secretAccessKey());
        for (int i = 0; i < 2; i++) {
            assertThat(verify(vectorA(), BODY_A)).isSameAs(known.get(KEY_ID));
            assertThat(verify(head, BODY_A)).isSameAs(other);
        }
        String borrowed = authorizationA().replace(KEY_ID, "OTHER");

        assertRefused(unsignedA().with("Authorization", borrowed), BODY_A, Reason.MISMATCH, MISMATCH);
    }

    @Test
    void layout_isKept() throws SignatureException {
        verify(vectorA(), BODY_A);
        SignedLayout first = verifier.keptLayout(SCOPE_A);
        verify(vectorA(), BODY_A);

        assertThat(first).isNotNull();
        assertThat(verifier.keptLayout(SCOPE_A)).isSameAs(first);
    }

    @Test
    void keptLayout_isNotUsed_whereAHeaderIsAdded() throws SignatureException {
        verify(vectorA(), BODY_A);

        assertRefused(
                vectorA().with("X-Amz-More", "1"),
                BODY_A,
                Reason.NOT_SIGNED,
                "'X-Amz-More' must be a 'SignedHeader' in the AWS Authorization.");
        assertRefused(
                vectorA().with("X-Amz-Target", "AmazonAthena.StopSession"),
                BODY_A,
                Reason.INCOMPLETE,
                "The header 'x-amz-target' must not be repeated.");
    }

    @Test
    void keptLayout_isNotUsed_whereAnotherNameIsInAPlace() throws SignatureException {
        verify(vectorA().with("Accept", "1"), BODY_A);

        assertRefused(
                vectorA().with("X-Amz-More", "1"),
                BODY_A,
                Reason.NOT_SIGNED,
                "'X-Amz-More' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @Test
    void keptLayout_isNotUsed_inAnotherOrder() throws SignatureException {
        verify(vectorA(), BODY_A);
        TestHead moved = vectorA().without("Host").with("Host", "127.0.0.1:8080");

        assertThat(verify(moved, BODY_A)).isNotNull();
        assertThat(verify(vectorA(), BODY_A)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            content-type;host;x-amz-date | NOT_SIGNED | 'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.
            host;content-type;x-amz-date;x-amz-target | INCOMPLETE | SignedHeaders must be at most 128 names in lower case, sorted, each of them once.
            """)
    void keptLayout_isNotUsed_forAnotherList(String signedHeaders, Reason reason, String text)
            throws SignatureException {
        verify(vectorA(), BODY_A);

        assertRefused(
                unsignedA().with("Authorization", authorization(SCOPE_A, signedHeaders, SIGNATURE_A)),
                BODY_A,
                reason,
                text);
    }

    @Test
    void layoutOfAStranger_isNotKept() throws SignatureException {
        verify(vectorA(), BODY_A);
        SignedLayout proven = verifier.keptLayout(SCOPE_A);

        assertRefused(vectorA().with("Accept", "1"), utf8("{}"), Reason.MISMATCH, MISMATCH);
        assertThat(verifier.keptLayout(SCOPE_A)).isSameAs(proven);
    }

    @Test
    void layoutOfVeryManyHeaders_isNotKept() throws SignatureException {
        TestHead head = new TestHead("POST", "/", null).with("Host", "h");
        for (int i = 0; i < SignedLayout.SMALL; i++) {
            head.with("more-" + i, "1");
        }
        head.signed(DATE, "us-east-1", "athena", BODY_A, SECRET);

        assertThat(verify(head, BODY_A)).isNotNull();
        assertThat(verify(head, BODY_A)).isNotNull();
        assertThat(verifier.keptLayout(SCOPE_A)).isNull();
    }

    @Test
    void repeatedHeaders_areSignedAsOne_repeatedly() throws SignatureException {
        TestHead head = new TestHead("POST", "/", null).with("Host", "h").with("more", "1,2 3");
        head.signed(DATE, "us-east-1", "athena", BODY_A, SECRET);
        head.without("more").with("More", "  1 ").with("more", " 2   3");

        assertThat(verify(head, BODY_A)).isNotNull();
        assertThat(verify(head, BODY_A)).isNotNull();
        assertRefused(head.with("more", "4"), BODY_A, Reason.MISMATCH, MISMATCH);
    }

    @Test
    void path_isEncodedOnceMore() throws SignatureException {
        TestHead encoded = new TestHead("GET", "/admin/a%2520b", null).with("Host", "h");
        encoded.signed(DATE, "us-east-1", "athena", new byte[0], SECRET);
        TestHead sent = new TestHead("GET", "/admin/a%20b", null);
        encoded.headers().forEach(header -> sent.with(header.getKey(), header.getValue()));

        assertThat(verify(sent, new byte[0])).isNotNull();
        assertRefused(encoded, new byte[0], Reason.MISMATCH, MISMATCH);
    }
}
