package dev.berth.server.metrics;

import dev.berth.api.StateReason.Cause;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The counters of one final state, one for each cause and one for none. */
final class EndCounters {
    private final Counter unexplained;
    private final Map<Cause, Counter> byCause = new EnumMap<>(Cause.class);

    /** @param factory makes the counter of a label */
    EndCounters(Function<String, Counter> factory) {
        unexplained = factory.apply("none");
        for (Cause cause : Cause.values()) {
            byCause.put(cause, factory.apply(cause.name().toLowerCase(Locale.ROOT)));
        }
    }

    Counter of(@Nullable Cause cause) {
        return cause == null ? unexplained : byCause.getOrDefault(cause, unexplained);
    }
}
