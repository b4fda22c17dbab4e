package dev.berth.engine.session;

import dev.berth.api.CalculationState;

/**
 * Where a calculation stands. Immutable.
 *
 * @param state its state
 * @param detail why it failed or was canceled; otherwise empty
 * @param sinceMillis when it entered that state, in milliseconds since the epoch
 * @param hasOutput whether its runtime has kept what it put out
 */
public record CalculationStatus(CalculationState state, String detail, long sinceMillis, boolean hasOutput) {}
