/**
 * What an operator can measure. {@link dev.berth.server.metrics.ServerMetrics} is the door: it owns the registry, counts what
 * the scheduler, its journal and those who turn requests away tell of their doings, reads levels such as held DPUs once per
 * scrape, and writes the text that Prometheus reads. Beside it lie the rules and the dashboard, {@code rules.yaml} and
 * {@code dashboard.json}, that go with these metrics.
 *
 * <p>Labels are bounded: a session's id is never one, and budgets and identities beyond a configured number share the label
 * {@code other}.
 */
@NullMarked
package dev.berth.server.metrics;

import org.jspecify.annotations.NullMarked;
