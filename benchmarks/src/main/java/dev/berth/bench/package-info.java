/** JMH benchmarks, in a package for each part of the engine; here is what they share. */
@NullMarked
package dev.berth.bench;

import org.jspecify.annotations.NullMarked;
