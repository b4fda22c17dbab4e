/**
 * A load harness for any endpoint that speaks the session API: open and closed loops, an audit of the answers, kills and
 * restarts of a server of its own, and a search for the highest rate. {@code benchmarks/README.md} tells how to use it.
 */
@NullMarked
package dev.berth.bench.load;

import org.jspecify.annotations.NullMarked;
