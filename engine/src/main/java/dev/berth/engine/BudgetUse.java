package dev.berth.engine;

import dev.berth.api.BudgetView;

/**
 * How a budget is used, at about one instant.
 *
 * @param budget what it allows and holds
 * @param mostHeldDpus the most that it has held at a time since the engine was started; exact, however short that was
 * @param liveSessions how many sessions hold that; those of the account include the ones that are not in the journal yet
 */
public record BudgetUse(BudgetView budget, int mostHeldDpus, int liveSessions) {}
