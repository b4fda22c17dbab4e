/**
 * What an operator can measure. {@link dev.berth.server.metrics.ServerMetrics} is the door: it owns the registry,
 * counts what the scheduler does through {@link dev.berth.server.metrics.MicrometerStats}, reads levels such as held
 * DPUs once per scrape, and writes the text that Prometheus reads.
 *
 * <p>Labels are bounded: a session's id is never one, and budgets beyond a configured number share the label
 * {@code other}.
 */
@NullMarked
package dev.berth.server.metrics;

import org.jspecify.annotations.NullMarked;
