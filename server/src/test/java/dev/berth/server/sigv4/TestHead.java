package dev.berth.server.sigv4;

import dev.berth.server.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A request that a test makes, and a signer that is written after the text of the specification, plainly. */
public final class TestHead implements RequestHead {
    public static final String KEY_ID = "AKIDEXAMPLE";
    public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private String keyId = KEY_ID;

    public TestHead(String method, String path, @Nullable String query) {
        this.method = method;
        this.path = path;
        this.query = query;
    }

    public TestHead with(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    public TestHead without(String name) {
        headers.removeIf(header -> header.getKey().equalsIgnoreCase(name));
        return this;
    }

    /** Signs all headers that are there by now, for a path and query that need no encoding. */
    public TestHead signed(String amzDate, String region, String service, byte[] body, String secret) {
        return signedBy(KEY_ID, amzDate, region, service, body, secret);
    }

    /** The same with another key. */
    public TestHead signedBy(
            String newKeyId, String amzDate, String region, String service, byte[] body, String secret) {
        keyId = newKeyId;
        return with("X-Amz-Date", amzDate).signedWithoutAmzDate(amzDate, region, service, body, secret);
    }

    /** The same, where the moment is that of another header. */
    public TestHead signedWithoutAmzDate(String amzDate, String region, String service, byte[] body, String secret) {
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach(header -> signed.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        String declared = signed.get("x-amz-content-sha256");
        return signed(signed, amzDate, region, service, declared == null ? hex(sha256(body)) : declared, secret);
    }

    private TestHead signed(
            SortedMap<String, String> signed,
            String amzDate,
            String region,
            String service,
            String payloadHash,
            String secret) {
        String names = String.join(";", signed.keySet());
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n" + (query == null ? "" : query) + "\n");
        signed.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical.append('\n').append(names).append('\n').append(payloadHash);
        String scope = amzDate.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + amzDate + "\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.ISO_8859_1)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + hex(hmac(key, toSign)));
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** The value of a header that is there. */
    public String header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
