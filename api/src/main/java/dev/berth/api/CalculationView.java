package dev.berth.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calculation at one instant.
 *
 * @param id its identity
 * @param session the session that runs it
 * @param code what it runs, as given
 * @param attributes what else its caller asked for, as given
 * @param state its state
 * @param detail why it failed or was canceled, as a sentence for a person; otherwise empty
 * @param submittedAt when it was accepted
 * @param endedAt when it ended; {@code null} before
 * @param dpuMillis the DPUs of its session multiplied by the milliseconds that it has kept the session busy, each begun
 *     one counted
 * @param hasOutput whether its runtime has kept what it put out; false while it runs
 */
public record CalculationView(
        CalculationId id,
        SessionId session,
        String code,
        OpaqueBytes attributes,
        CalculationState state,
        String detail,
        Instant submittedAt,
        @Nullable Instant endedAt,
        long dpuMillis,
        boolean hasOutput) {}
