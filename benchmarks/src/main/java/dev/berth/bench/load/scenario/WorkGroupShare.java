package dev.berth.bench.load.scenario;

import java.util.OptionalInt;

/**
 * A work group in a scenario.
 *
 * @param name its name
 * @param weight how often starts name it, relative to the other work groups
 * @param budgetDpus the budget that the audit holds it to; empty if it has none or the server is asked
 */
public record WorkGroupShare(String name, int weight, OptionalInt budgetDpus) {}
