/**
 * A runtime without compute, for load tests, capacity planning and clients under test: sessions get ready, fail,
 * degrade and end after configured or random times. The door is
 * {@link dev.berth.server.runtime.simulated.SimulatedRuntime}.
 */
@NullMarked
package dev.berth.server.runtime.simulated;

import org.jspecify.annotations.NullMarked;
