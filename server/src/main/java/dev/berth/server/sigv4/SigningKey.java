package dev.berth.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that an access key signs with on one day, in one region, for one service, ready for use. Not thread-safe.
 *
 * @param owner whose key it is: the very object, so that a key with a changed secret is another one
 */
record SigningKey(AccessKey owner, Credential credential, Mac mac) {
    private static final String ALGORITHM = "HmacSHA256";

    static SigningKey derive(AccessKey owner, Credential credential) {
        byte[] key = ("AWS4" + owner.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        String[] scope = {
            credential.day(), credential.region(), credential.service(), credential.terminator(),
        };
        for (String part : scope) {
            key = mac(key).doFinal(part.getBytes(StandardCharsets.ISO_8859_1));
        }
        return new SigningKey(owner, credential, mac(key));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, absent);
        }
    }
}
