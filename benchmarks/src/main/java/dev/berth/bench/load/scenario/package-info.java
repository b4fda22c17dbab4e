/** What a load consists of: the mix of operations, the distributions they draw from, and the shape of their rate over time. */
@NullMarked
package dev.berth.bench.load.scenario;

import org.jspecify.annotations.NullMarked;
