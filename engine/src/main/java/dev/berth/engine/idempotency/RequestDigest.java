package dev.berth.engine.idempotency;

import dev.berth.api.StartSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a request asked for, in 128 bits: the first half of a SHA-256. Collisions cannot be found on purpose, so equal
 * digests mean equal requests. Every part is preceded by its length, so no two requests give the same input.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
record RequestDigest(long high, long low) {
    /** Stands for DPUs that were not named; no request names this number. */
    private static final int NO_DPUS = 0;

    /** Looking a digest up by name costs as much as computing one; {@code digest()} leaves it ready for the next. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(RequestDigest::sha256);

    static RequestDigest of(StartSession request) {
        MessageDigest sha = SHA_256.get();
        ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Integer.BYTES);
        numbers.putInt(request.dpus().orElse(NO_DPUS));
        numbers.putLong(request.idleTimeout().toSeconds());
        numbers.putInt(request.idleTimeout().toNanosPart());
        sha.update(numbers.array());
        update(sha, request.workGroup().getBytes(StandardCharsets.UTF_8));
        String key = request.exclusiveKey();
        sha.update((byte) (key == null ? 0 : 1));
        update(sha, key == null ? new byte[0] : key.getBytes(StandardCharsets.UTF_8));
        update(sha, request.attributes().toByteArray());
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        return new RequestDigest(digest.getLong(), digest.getLong());
    }

    private static void update(MessageDigest sha, byte[] part) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        sha.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
