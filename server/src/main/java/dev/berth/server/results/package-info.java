/**
 * What calculations put out: where it lies as clients see it, where it is kept, and how it goes when it is no longer needed.
 */
@NullMarked
package dev.berth.server.results;

import org.jspecify.annotations.NullMarked;
