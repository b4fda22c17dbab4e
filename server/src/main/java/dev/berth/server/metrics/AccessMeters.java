package dev.berth.server.metrics;

import dev.berth.server.identity.AccessStats;
import dev.berth.server.sigv4.SignatureException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts the requests that are turned away in a Micrometer registry. */
final class AccessMeters implements AccessStats {
    private final Map<Reason, Counter> unauthenticated = new EnumMap<>(Reason.class);
    private final BoundedCounters<String> throttled;

    /**
     * Registers the meters.
     *
     * @param maxIdentities how many identities become labels
     */
    AccessMeters(MeterRegistry registry, int maxIdentities) {
        for (Reason reason : Reason.values()) {
            unauthenticated.put(
                    reason,
                    Counter.builder("berth.http.authentication.failures")
                            .description("Requests of which nobody is proven to be the sender, by what is wrong")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        throttled = new BoundedCounters<>(
                maxIdentities,
                IdentityLabel::of,
                label -> Counter.builder("berth.http.requests.throttled")
                        .description("Requests beyond the rate that their identity may send")
                        .tag(IdentityLabel.NAME, label)
                        .register(registry));
    }

    @Override
    public void unauthenticated(Reason reason) {
        Counter counter = unauthenticated.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void throttled(String identity) {
        throttled.of(identity).increment();
    }
}
