/** What the runtimes have in common; each has a package of its own below. */
@NullMarked
package dev.berth.server.runtime;

import org.jspecify.annotations.NullMarked;
