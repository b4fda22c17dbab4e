/** What holding DPUs costs, beside the JDK's and others' ways to count permits. */
@NullMarked
package dev.berth.bench.capacity;

import org.jspecify.annotations.NullMarked;
