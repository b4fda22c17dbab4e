/**
 * Claims what a request needs before anything is written: token, exclusive key, DPUs.
 */
@NullMarked
package dev.berth.engine.admission;

import org.jspecify.annotations.NullMarked;
