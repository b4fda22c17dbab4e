/**
 * Sessions and the work groups they belong to, as the journal has them: {@link dev.berth.engine.session.SessionTable} is the
 * door. Written by the applier thread alone, read by anybody.
 */
@NullMarked
package dev.berth.engine.session;

import org.jspecify.annotations.NullMarked;
