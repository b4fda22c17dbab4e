/**
 * Sends a load and measures the answers. Everything but the pacing of an open loop happens on one event loop, which therefore
 * needs no lock, and whose backlog is the generator's.
 *
 * <h2>When the generator is the limit</h2>
 *
 * <p>A request of an open loop is due at its intended start, which the shape of the load says. It is <em>late</em> by the time
 * that passes until the event loop takes it up: that time is the generator's alone, for the event loop takes up requests whether
 * or not a connection is free. If there is none, the request waits for one: that time is the server's, for then every
 * connection waits for an answer of it (or to be connected to it). Answers are read by the same event loop, so one that is too
 * busy to read them in time is also late to take up requests, and one that keeps up with requests keeps up with answers.
 *
 * <p>The generator was the limit of a run, and its figures are none of the server's, if
 *
 * <ul>
 *   <li>the 99th percentile of lateness is above a bound (10 ms unless told otherwise), or
 *   <li>the event loop's thread was on a processor for more than 95 % of the time; in a closed loop, which is never late, this
 *       is the only sign.
 * </ul>
 */
@NullMarked
package dev.berth.bench.load.traffic;

import org.jspecify.annotations.NullMarked;
