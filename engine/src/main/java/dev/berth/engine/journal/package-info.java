/**
 * Facts, their encoding, and the journal that keeps nothing.
 */
@NullMarked
package dev.berth.engine.journal;

import org.jspecify.annotations.NullMarked;
