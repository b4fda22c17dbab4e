/**
 * The system's clocks, and the timer wheel on which every deadline of a session sits.
 */
@NullMarked
package dev.berth.engine.time;

import org.jspecify.annotations.NullMarked;
