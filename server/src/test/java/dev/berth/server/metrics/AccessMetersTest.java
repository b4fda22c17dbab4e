package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.sigv4.SignatureException.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AccessMeters meters = new AccessMeters(registry, 2);

    @Test
    void failures_areCountedByReason_andAllReasonsAreThere() {
        meters.unauthenticated(Reason.UNKNOWN_KEY);

        assertThat(lines())
                .contains("berth_http_authentication_failures_total{reason=\"unknown_key\"} 1.0")
                .filteredOn(line -> line.startsWith("berth_http_authentication_failures_total{"))
                .hasSize(Reason.values().length);
    }

    @Test
    void throttledIdentitiesBeyondTheBound_shareALabel() {
        for (String identity : List.of("a", "b", "c", "d", "a")) {
            meters.throttled(identity);
        }

        assertThat(lines())
                .contains(
                        "berth_http_requests_throttled_total{identity=\"user/a\"} 2.0",
                        "berth_http_requests_throttled_total{identity=\"user/b\"} 1.0",
                        "berth_http_requests_throttled_total{identity=\"other\"} 2.0")
                .noneMatch(line -> line.contains("user/c"));
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }
}
