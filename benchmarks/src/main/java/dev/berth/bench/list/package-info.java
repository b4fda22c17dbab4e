/** What listing sessions costs, as their number grows. */
@NullMarked
package dev.berth.bench.list;

import org.jspecify.annotations.NullMarked;
