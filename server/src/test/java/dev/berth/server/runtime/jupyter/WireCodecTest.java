package dev.berth.server.runtime.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireCodecTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final WireCodec codec = new WireCodec("key", CLOCK);

    @Test
    void message_withTheSameKey_isRead() {
        JsonObject content = new JsonObject().put("code", "print('grüße')");

        assertThat(new WireCodec("key", CLOCK).decode(codec.encode("execute_request", "id", content)))
                .contains(new WireMessage("execute_request", "", content));
    }

    @Test
    void request_saysWhoAsksAndWhen() {
        List<byte[]> frames = codec.encode("kernel_info_request", "the id", new JsonObject());

        assertThat(text(frames.get(0))).isEqualTo("<IDS|MSG>");
        JsonObject header = new JsonObject(text(frames.get(2)));
        assertThat(header.getString("msg_id")).isEqualTo("the id");
        assertThat(header.getString("date")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(header.getString("version")).startsWith("5.");
    }

    @Test
    void message_withAnotherKey_isIgnored() {
        assertThat(new WireCodec("other", CLOCK).decode(codec.encode("status", "id", new JsonObject())))
                .isEmpty();
    }

    @Test
    void message_thatWasChanged_isIgnored() {
        for (int frame = 1; frame < 6; frame++) {
            List<byte[]> frames = new ArrayList<>(codec.encode("status", "id", new JsonObject()));
            byte[] changed = frames.get(frame).clone();
            changed[0]++;
            frames.set(frame, changed);

            assertThat(codec.decode(frames)).as("frame %s", frame).isEmpty();
        }
    }

    @Test
    void message_behindRoutingFrames_isRead() {
        List<byte[]> frames = new ArrayList<>(List.of("topic".getBytes(StandardCharsets.UTF_8)));
        frames.addAll(codec.encode("status", "id", new JsonObject()));

        assertThat(codec.decode(frames)).isPresent();
    }

    @Test
    void frames_thatAreNoMessage_areIgnored() {
        List<byte[]> whole = codec.encode("status", "id", new JsonObject());

        for (int length = 0; length < whole.size(); length++) {
            assertThat(codec.decode(whole.subList(0, length))).isEmpty();
        }
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }
}
