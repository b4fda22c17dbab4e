package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    @Test
    void scrape_isPrometheusTextUnlessOpenMetricsIsAskedFor() {
        assertThat(ServerMetrics.contentTypeFor("")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(ServerMetrics.contentTypeFor("*/*")).startsWith("text/plain");
        assertThat(ServerMetrics.contentTypeFor("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.4"))
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    @Test
    void scrape_showsBuildJvmAndScheduler() {
        try (ServerMetrics metrics = new ServerMetrics(10, 10, "1.2.3")) {
            metrics.stats().startAnswered(new StartOutcome.Started(new SessionId(1, 1)), 1);

            assertThat(metrics.scrape(ServerMetrics.contentTypeFor("")))
                    .contains(
                            "berth_build_info{jdk=\"" + System.getProperty("java.version") + "\",version=\"1.2.3\"} 1")
                    .contains("outcome=\"started\"} 1.0")
                    .contains("jvm_memory_used_bytes")
                    .contains("jvm_threads_live_threads")
                    .doesNotContain("# EOF");
            assertThat(metrics.scrape(ServerMetrics.contentTypeFor("application/openmetrics-text")))
                    .endsWith("# EOF\n");
        }
    }
}
