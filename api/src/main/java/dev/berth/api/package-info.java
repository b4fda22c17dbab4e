/**
 * The contract between a session scheduler and its callers.
 *
 * <p>{@link dev.berth.api.SessionScheduler} is the one door. What goes in and what comes out are immutable values:
 * {@link dev.berth.api.StartSession} in, {@link dev.berth.api.StartOutcome}, {@link dev.berth.api.SessionView} and
 * {@link dev.berth.api.BudgetView} out. Everything a caller must expect in daily use (a full budget, an unknown work
 * group, a reused token) is a value, a {@link dev.berth.api.Refusal}; exceptions mean that the scheduler itself is closed
 * or has failed.
 *
 * <p>Units: capacity is counted in whole data processing units (DPUs), time in {@link java.time.Duration} and
 * {@link java.time.Instant}.
 */
@NullMarked
package dev.berth.api;

import org.jspecify.annotations.NullMarked;
