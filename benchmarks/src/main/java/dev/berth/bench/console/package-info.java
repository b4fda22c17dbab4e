/** What operators' questions cost, as there are more sessions. */
@NullMarked
package dev.berth.bench.console;

import org.jspecify.annotations.NullMarked;
