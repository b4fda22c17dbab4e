package dev.berth.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/** A certificate chain and its key, as two files had them at one moment. Immutable. */
final class Certificate {
    /** What is older is not secure any more. */
    static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    /** How a key of each kind signs. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private static final byte[] PROBE = "a key and its certificate".getBytes(StandardCharsets.UTF_8);

    private final byte[] chain;
    private final byte[] key;

    private Certificate(byte[] chain, byte[] key) {
        this.chain = chain;
        this.key = key;
    }

    /** Reads the files, whatever they are. Waits for the disk. */
    static Certificate read(TlsFiles files) throws IOException {
        return new Certificate(Files.readAllBytes(files.certificate()), Files.readAllBytes(files.key()));
    }

    boolean isSameAs(Certificate other) {
        return Arrays.equals(chain, other.chain) && Arrays.equals(key, other.key);
    }

    PemKeyCertOptions pem() {
        return new PemKeyCertOptions().setCertValue(Buffer.buffer(chain)).setKeyValue(Buffer.buffer(key));
    }

    ServerSSLOptions options() {
        return new ServerSSLOptions().setKeyCertOptions(pem()).setEnabledSecureTransportProtocols(PROTOCOLS);
    }

    /**
     * Makes sure that it can be served with. While files are renewed, one may be new and the other old: that would load, and
     * fail every client.
     *
     * @throws IOException if it is not PEM, or the key is not that of the certificate
     */
    void requireUsable(Vertx vertx) throws IOException {
        try {
            for (KeyManager manager : pem().getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    requirePair(keys);
                }
            }
        } catch (Exception unusable) {
            throw new IOException("the certificate or its key cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static void requirePair(X509KeyManager keys) throws GeneralSecurityException {
        for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
            String[] aliases = keys.getServerAliases(kind.getKey(), null);
            for (String alias : aliases == null ? new String[0] : aliases) {
                PublicKey publicKey = keys.getCertificateChain(alias)[0].getPublicKey();
                requirePair(keys.getPrivateKey(alias), publicKey, kind.getValue());
            }
        }
    }

    private static void requirePair(PrivateKey privateKey, PublicKey publicKey, String algorithm)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
    }
}
