/**
 * The session scheduler, for embedding: configure an {@link dev.berth.engine.Engine}, start it, and use it as a
 * {@link dev.berth.api.SessionScheduler}. The packages below this one are its machinery and not exported.
 */
@NullMarked
package dev.berth.engine;

import org.jspecify.annotations.NullMarked;
