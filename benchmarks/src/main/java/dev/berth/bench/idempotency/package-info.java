/** What claiming a request token costs, beside a plain concurrent map. */
@NullMarked
package dev.berth.bench.idempotency;

import org.jspecify.annotations.NullMarked;
