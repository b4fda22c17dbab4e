package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Messages of the Jupyter protocol 5 as frames, signed with the key of one kernel. For one thread. */
final class WireCodec {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);
    /** Header, parent header, metadata and content. */
    private static final int SIGNED_FRAMES = 4;

    private final Mac mac;
    private final Clock clock;
    private final String session = UUID.randomUUID().toString();

    WireCodec(String key, Clock clock) {
        this.clock = clock;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    List<byte[]> encode(String type, String id, JsonObject content) {
        JsonObject header = new JsonObject()
                .put("msg_id", id)
                .put("msg_type", type)
                .put("username", "berth")
                .put("session", session)
                .put("date", Instant.now(clock).toString())
                .put("version", "5.3");
        byte[] headerBytes = header.encode().getBytes(StandardCharsets.UTF_8);
        byte[] contentBytes = content.encode().getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(List.of(headerBytes, EMPTY, EMPTY, contentBytes));
        return List.of(DELIMITER, signature, headerBytes, EMPTY, EMPTY, contentBytes);
    }

    /** The message in the frames; empty if they are none, or not signed with the key. */
    Optional<WireMessage> decode(List<byte[]> frames) {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        int first = delimiter + 2;
        if (frames.size() < first + SIGNED_FRAMES) {
            return Optional.empty();
        }
        byte[] expected = sign(frames.subList(first, first + SIGNED_FRAMES));
        if (!MessageDigest.isEqual(expected, frames.get(delimiter + 1))) {
            return Optional.empty();
        }
        try {
            String type = json(frames.get(first)).getString("msg_type", "");
            String parentId = json(frames.get(first + 1)).getString("msg_id", "");
            return Optional.of(new WireMessage(type, parentId, json(frames.get(first + 3))));
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private byte[] sign(List<byte[]> frames) {
        frames.forEach(mac::update);
        return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonObject json(byte[] frame) {
        return new JsonObject(new String(frame, StandardCharsets.UTF_8));
    }
}
