/**
 * The way of a change: queue, journal, applier, and then out to callers, runtimes and listeners.
 */
@NullMarked
package dev.berth.engine.pipeline;

import org.jspecify.annotations.NullMarked;
