/**
 * Holds DPUs within budgets: {@link dev.berth.engine.capacity.CapacityAllocator} is the door.
 */
@NullMarked
package dev.berth.engine.capacity;

import org.jspecify.annotations.NullMarked;
