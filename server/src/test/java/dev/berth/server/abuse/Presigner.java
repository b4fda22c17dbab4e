package dev.berth.server.abuse;

import dev.berth.server.sigv4.TestHead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs addresses, after the text of the specification. */
final class Presigner {
    private Presigner() {}

    /** @param query sorted and encoded, without the signature */
    static String signature(String method, String path, String query, String host, String amzDate) {
        String canonical = method + "\n" + path + "\n" + query + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
        String scope = amzDate.substring(0, 8) + "/us-east-1/s3/aws4_request";
        byte[] key = ("AWS4" + TestHead.SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        String hash = TestHead.hex(TestHead.sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        return TestHead.hex(hmac(key, "AWS4-HMAC-SHA256\n" + amzDate + "\n" + scope + "\n" + hash));
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
}
