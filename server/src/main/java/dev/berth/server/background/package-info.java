/** What those share who work on threads of their own, beside requests. */
@NullMarked
package dev.berth.server.background;

import org.jspecify.annotations.NullMarked;
