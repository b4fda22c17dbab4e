package dev.berth.server.sigv4;

import static java.util.Objects.requireNonNull;

import dev.berth.server.http.RequestHead;
import dev.berth.server.sigv4.SignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures for one service. Not thread-safe: it keeps what it computes with, and the signing keys used last with the
 * layout of headers that came last with each, so an event loop does well to have one of its own. It waits for nothing.
 */
public final class SignatureVerifier {
    private static final String HASH_HEADER = "X-Amz-Content-Sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final String STREAMING = "STREAMING-";
    private static final String HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final int MILLIS = 1_000;

    private final SignedService service;
    private final InstantSource clock;
    private final SigningKeys keys = new SigningKeys();
    private final CanonicalText text = new CanonicalText();
    private final MessageDigest sha256 = newSha256();

    /**
     * A verifier.
     *
     * @param service what requests must be signed for
     * @param clock tells whether a signature is of now
     */
    public SignatureVerifier(SignedService service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }

    /**
     * Verifies a request.
     *
     * @param body what arrived after the head; not looked at for Amazon S3, where reading requests have none
     * @param known finds the owner of an access key id; {@code null} if there is none
     * @return who has signed it
     * @throws SignatureException if nobody has, or it is not what was signed
     */
    public <K extends AccessKey> K verify(RequestHead head, byte[] body, Function<String, @Nullable K> known)
            throws SignatureException {
        HeaderFields headers = new HeaderFields(head.headers());
        PresentedSignature presented = presented(head, headers);
        SigningKey kept = keys.get(presented.credential());
        Credential credential = kept == null ? newCredential(presented.credential()) : kept.credential();
        credential.requireDayOf(presented.time());
        requireOfNow(presented);
        K owner = known.apply(credential.accessKeyId());
        if (owner == null) {
            throw SignatureException.unknownKey();
        }
        boolean isKept = kept != null && kept.owner().secretAccessKey().equals(owner.secretAccessKey());
        SigningKey key = isKept ? requireNonNull(kept) : SigningKey.derive(owner, credential);
        SignedLayout layout = writeCanonical(presented, head, headers, body, key.layout());
        requireMatch(presented, key, text.sha256(sha256));
        key.keepLayout(layout);
        if (!isKept) {
            keys.put(presented.credential(), key);
        }
        return owner;
    }

    /**
     * The access key id that a request gives as its own in a header, true or not; for what must be decided before a signature
     * can be verified.
     *
     * @return {@code null} if there is none, or what is there cannot be read
     */
    public static @Nullable String claimedKeyId(RequestHead head) {
        HeaderFields headers = new HeaderFields(head.headers());
        try {
            String authorization = headers.single("Authorization");
            return authorization == null
                    ? null
                    : Credential.parse(PresentedSignature.read(authorization, headers)
                                    .credential())
                            .accessKeyId();
        } catch (SignatureException unusable) {
            return null;
        }
    }

    int keptKeys() {
        return keys.size();
    }

    /** What was kept of a request with this credential. */
    @Nullable
    SignedLayout keptLayout(String credential) {
        SigningKey kept = keys.get(credential);
        return kept == null ? null : kept.layout();
    }

    private PresentedSignature presented(RequestHead head, HeaderFields headers) throws SignatureException {
        String authorization = headers.single("Authorization");
        QuerySignature inQuery = service.isObjectStore() ? QuerySignature.find(head.query()) : null;
        if (authorization != null && inQuery != null) {
            throw new SignatureException(
                    Reason.AMBIGUOUS,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
                            + " parameter or the Authorization header should be specified");
        }
        if (authorization == null && inQuery == null) {
            throw SignatureException.missing();
        }
        String token = headers.single(QuerySignature.TOKEN);
        PresentedSignature presented =
                inQuery != null ? inQuery.read() : PresentedSignature.read(requireNonNull(authorization), headers);
        if ((token != null && !token.isEmpty()) || (inQuery != null && inQuery.hasToken())) {
            throw SignatureException.unknownToken();
        }
        return presented;
    }

    private Credential newCredential(String presented) throws SignatureException {
        Credential credential = Credential.parse(presented);
        credential.requireFor(service);
        return credential;
    }

    private void requireOfNow(PresentedSignature presented) throws SignatureException {
        long now = Math.floorDiv(clock.millis(), MILLIS);
        if (presented.isInQuery()) {
            requireInItsTime(presented, now);
        } else {
            requireNew(presented.time(), now);
        }
    }

    private void requireInItsTime(PresentedSignature presented, long now) throws SignatureException {
        long signed = presented.time().epochSecond();
        if (signed - service.maxSkew().toSeconds() > now) {
            throw new SignatureException(Reason.NOT_YET_VALID, "Request is not yet valid");
        }
        if (signed + presented.expiresSeconds() < now) {
            throw new SignatureException(Reason.EXPIRED, "Request has expired");
        }
    }

    private void requireNew(SigningTime signed, long now) throws SignatureException {
        long skew = service.maxSkew().toSeconds();
        if (signed.epochSecond() + skew < now) {
            throw new SignatureException(
                    Reason.TOO_OLD,
                    "Signature expired: " + signed.text() + " is now earlier than "
                            + SigningTime.of(now - skew).text() + " ("
                            + SigningTime.of(now).text() + " - " + skew / 60 + " min.)");
        }
        if (signed.epochSecond() - skew > now) {
            throw new SignatureException(
                    Reason.TOO_NEW,
                    "Signature not yet current: " + signed.text() + " is still later than "
                            + SigningTime.of(now + skew).text() + " ("
                            + SigningTime.of(now).text() + " + " + skew / 60 + " min.)");
        }
    }

    /** Writes everything that is signed, and returns the layout of its headers. */
    private SignedLayout writeCanonical(
            PresentedSignature presented,
            RequestHead head,
            HeaderFields headers,
            byte[] body,
            @Nullable SignedLayout kept)
            throws SignatureException {
        String declared = headers.single(HASH_HEADER);
        byte[] bodyHash = service.isObjectStore() ? null : sha256.digest(body);
        if (bodyHash != null && declared != null) {
            requireDeclared(bodyHash, declared);
        }
        text.clear().add(head.method()).add('\n');
        text.add(
                        service.isObjectStore()
                                ? CanonicalTarget.encodedOnce(head.path())
                                : CanonicalTarget.encodedAgain(head.path()))
                .add('\n');
        text.add(CanonicalTarget.query(head.query(), presented.isInQuery())).add('\n');
        SignedLayout layout = headers.writeSigned(presented.signedHeaders(), kept, text);
        text.add('\n').add(presented.signedHeaders()).add('\n');
        if (bodyHash == null) {
            text.add(declaredPayload(presented, head, declared));
        } else {
            text.addHex(bodyHash);
        }
        return layout;
    }

    private void requireDeclared(byte[] bodyHash, String declared) throws SignatureException {
        byte[] hex = text.clear().addHex(bodyHash).toBytes();
        if (!MessageDigest.isEqual(hex, declared.getBytes(StandardCharsets.ISO_8859_1))) {
            throw SignatureException.payloadMismatch();
        }
    }

    private static String declaredPayload(PresentedSignature presented, RequestHead head, @Nullable String declared)
            throws SignatureException {
        if (declared == null) {
            if (presented.isInQuery()) {
                return UNSIGNED_PAYLOAD;
            }
            throw new SignatureException(
                    Reason.PAYLOAD_UNDECLARED, "Missing required header for this request: x-amz-content-sha256");
        }
        if (declared.equals(UNSIGNED_PAYLOAD)) {
            return declared;
        }
        boolean isReading = head.method().equals("GET") || head.method().equals("HEAD");
        if (!isHash(declared) && (isReading || !declared.startsWith(STREAMING))) {
            throw new SignatureException(
                    Reason.PAYLOAD_UNDECLARED,
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.");
        }
        if (isReading && !declared.equals(HASH_OF_NOTHING)) {
            throw SignatureException.payloadMismatch();
        }
        return declared;
    }

    private static boolean isHash(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == HASH_OF_NOTHING.length();
    }

    private void requireMatch(PresentedSignature presented, SigningKey key, byte[] canonicalHash)
            throws SignatureException {
        text.clear().add(PresentedSignature.ALGORITHM).add('\n');
        text.add(presented.time().text()).add('\n');
        text.add(key.credential().scope()).add('\n').addHex(canonicalHash);
        byte[] signature = text.sign(key.mac());
        byte[] expected = text.clear().addHex(signature).toBytes();
        if (!MessageDigest.isEqual(expected, presented.signature().getBytes(StandardCharsets.ISO_8859_1))) {
            throw SignatureException.mismatch();
        }
    }
}
