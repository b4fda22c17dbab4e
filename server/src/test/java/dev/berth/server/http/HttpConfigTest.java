package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpConfigTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void values_outOfRange_areNamed() {
        assertThatThrownBy(() -> new HttpConfig("", 0, 1, 1, 1, MINUTE, 1, 1, true))
                .hasMessageContaining("host");
        assertThatThrownBy(() -> new HttpConfig("h", -1, 1, 1, 1, MINUTE, 1, 1, true))
                .hasMessageContaining("port=-1");
        assertThatThrownBy(() -> new HttpConfig("h", 65_536, 1, 1, 1, MINUTE, 1, 1, true))
                .hasMessageContaining("port=65536");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 0, 1, 1, MINUTE, 1, 1, true))
                .hasMessageContaining("eventLoops=0");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 0, 1, MINUTE, 1, 1, true))
                .hasMessageContaining("maxBodyBytes=0");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 0, MINUTE, 1, 1, true))
                .hasMessageContaining("maxHeaderBytes=0");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 1, Duration.ZERO, 1, 1, true))
                .hasMessageContaining("idleTimeout=PT0S");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 1, Duration.ofDays(25), 1, 1, true))
                .hasMessageContaining("idleTimeout");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 1, MINUTE, 0, 1, true))
                .hasMessageContaining("maxConnections=0");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 1, MINUTE, 1, 0, true))
                .hasMessageContaining("maxInFlight=0");
        assertThatThrownBy(() -> new HttpConfig("h", 0, 1, 1, 1, MINUTE, 1, 0, 1, true, null, null))
                .hasMessageContaining("maxConnectionsPerSource=0");
    }
}
