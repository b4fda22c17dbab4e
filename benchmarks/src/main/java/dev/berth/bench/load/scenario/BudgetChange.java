package dev.berth.bench.load.scenario;

import java.time.Duration;

/**
 * A budget that the harness changes during the run, through the server's admin route.
 *
 * @param at when, on the clock of the load
 * @param budget {@code account} or {@code workgroup/NAME}
 * @param limitDpus the new limit
 */
public record BudgetChange(Duration at, String budget, int limitDpus) {}
