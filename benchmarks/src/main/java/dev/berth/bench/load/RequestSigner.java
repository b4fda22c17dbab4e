package dev.berth.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests of the Athena API with Signature Version 4, as boto3 does: the signed headers are {@code content-type},
 * {@code host}, {@code x-amz-date}, {@code x-amz-target}, and {@code x-amz-security-token} if there is a session token. The key
 * of a day is derived once. Not thread-safe.
 */
public final class RequestSigner {
    /** The content type that a signed request must have. */
    public static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "athena";
    private static final String TERMINATOR = "aws4_request";
    private static final String HMAC = "HmacSHA256";
    private static final int DAY_LENGTH = "yyyyMMdd".length();
    private static final HexFormat HEX = HexFormat.of();

    private final String accessKeyId;
    private final String secret;
    private final @Nullable String sessionToken;
    private final String region;
    private final String signedHeaders;
    private final MessageDigest sha256;
    private final Mac signing;
    private String day = "";

    /**
     * A signer for these credentials.
     *
     * @param sessionToken the session token of temporary credentials, or null; it must then be the header
     *     {@code X-Amz-Security-Token} of each request
     * @param region the region in the scope, such as {@code us-east-1}
     */
    public RequestSigner(String accessKeyId, String secret, @Nullable String sessionToken, String region) {
        this.accessKeyId = accessKeyId;
        this.secret = secret;
        this.sessionToken = sessionToken;
        this.region = region;
        this.signedHeaders = "content-type;host;x-amz-date;"
                + (sessionToken == null ? "" : "x-amz-security-token;")
                + "x-amz-target";
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
            this.signing = Mac.getInstance(HMAC);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }

    /** The session token that each request must carry, or null. */
    public @Nullable String sessionToken() {
        return sessionToken;
    }

    /**
     * The value of the header {@code Authorization} of a {@code POST /}.
     *
     * @param host the header {@code Host} as it is sent, with the port unless it is the scheme's
     * @param amzDate the header {@code X-Amz-Date}, such as {@code 20260102T030405Z}
     * @param target the header {@code X-Amz-Target}, such as {@code AmazonAthena.StartSession}
     */
    public String authorization(String host, String amzDate, String target, byte[] body) {
        String requestDay = amzDate.substring(0, DAY_LENGTH);
        if (!requestDay.equals(day)) {
            keyWith(signing, signingKey(requestDay));
            day = requestDay;
        }
        String scope = requestDay + "/" + region + "/" + SERVICE + "/" + TERMINATOR;
        String toSign = ALGORITHM + "\n" + amzDate + "\n" + scope + "\n"
                + hash(bytes(canonicalRequest(host, amzDate, target, hash(body))));
        return ALGORITHM + " Credential=" + accessKeyId + "/" + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + HEX.formatHex(signing.doFinal(bytes(toSign)));
    }

    private String canonicalRequest(String host, String amzDate, String target, String bodyHash) {
        return "POST\n/\n\ncontent-type:" + CONTENT_TYPE + "\nhost:" + host + "\nx-amz-date:" + amzDate + "\n"
                + (sessionToken == null ? "" : "x-amz-security-token:" + sessionToken + "\n")
                + "x-amz-target:" + target + "\n\n" + signedHeaders + "\n" + bodyHash;
    }

    private byte[] signingKey(String requestDay) {
        byte[] key = bytes("AWS4" + secret);
        for (String part : new String[] {requestDay, region, SERVICE, TERMINATOR}) {
            keyWith(signing, key);
            key = signing.doFinal(bytes(part));
        }
        return key;
    }

    private String hash(byte[] bytes) {
        return HEX.formatHex(sha256.digest(bytes));
    }

    private static void keyWith(Mac mac, byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, HMAC));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("every key is one for HMAC", unusable);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
