package dev.berth.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key that an access key signs with on one day, in one region, for one service, ready for use; with the layout of
 * headers of the last request that it has proven. Not thread-safe.
 */
final class SigningKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final AccessKey owner;
    private final Credential credential;
    private final Mac mac;
    private @Nullable SignedLayout layout;

    private SigningKey(AccessKey owner, Credential credential, Mac mac) {
        this.owner = owner;
        this.credential = credential;
        this.mac = mac;
    }

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

    /** Whose key it is: the very object, so that a key with a changed secret is another one. */
    AccessKey owner() {
        return owner;
    }

    Credential credential() {
        return credential;
    }

    Mac mac() {
        return mac;
    }

    /** That of the last request, since clients send the same headers over and over; {@code null} before the first. */
    @Nullable
    SignedLayout layout() {
        return layout;
    }

    /** Keeps the layout of a request with a right signature, instead of the one before, if it is not too large. */
    void keepLayout(SignedLayout proven) {
        if (proven.isSmall()) {
            layout = proven;
        }
    }
}
