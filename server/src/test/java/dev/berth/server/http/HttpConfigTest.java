package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpConfigTest {
    @Test
    void values_outOfRange_areNamed() {
        assertThatThrownBy(() -> new TestHttpConfig().host("").build()).hasMessageContaining("host");
        assertThatThrownBy(() -> new TestHttpConfig().port(-1).build()).hasMessageContaining("port=-1");
        assertThatThrownBy(() -> new TestHttpConfig().port(65_536).build()).hasMessageContaining("port=65536");
        assertThatThrownBy(() -> new TestHttpConfig().eventLoops(0).build()).hasMessageContaining("eventLoops=0");
        assertThatThrownBy(() -> new TestHttpConfig().maxBytes(0, 1).build()).hasMessageContaining("maxBodyBytes=0");
        assertThatThrownBy(() -> new TestHttpConfig().maxBytes(1, 0).build()).hasMessageContaining("maxHeaderBytes=0");
        assertThatThrownBy(() -> new TestHttpConfig().idleTimeout(Duration.ZERO).build())
                .hasMessageContaining("idleTimeout=PT0S");
        assertThatThrownBy(() ->
                        new TestHttpConfig().idleTimeout(Duration.ofDays(25)).build())
                .hasMessageContaining("idleTimeout");
        assertThatThrownBy(() -> new TestHttpConfig().maxConnections(0).build())
                .hasMessageContaining("maxConnections=0");
        assertThatThrownBy(() -> new TestHttpConfig().maxInFlight(0).build()).hasMessageContaining("maxInFlight=0");
        assertThatThrownBy(() -> new TestHttpConfig().maxConnectionsPerSource(0).build())
                .hasMessageContaining("maxConnectionsPerSource=0");
    }
}
