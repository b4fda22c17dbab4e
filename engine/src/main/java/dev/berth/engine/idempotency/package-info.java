/**
 * Remembers which request token started which session: {@link dev.berth.engine.idempotency.IdempotencyCache} is the door.
 */
@NullMarked
package dev.berth.engine.idempotency;

import org.jspecify.annotations.NullMarked;
