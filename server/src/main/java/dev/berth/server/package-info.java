/**
 * The server as a whole: its command line ({@link dev.berth.server.Main}), its settings
 * ({@link dev.berth.server.ServerConfig}), and its assembly and orderly end
 * ({@link dev.berth.server.BerthServer}). Each part that it is made of has a package of its own below this one.
 */
@NullMarked
package dev.berth.server;

import org.jspecify.annotations.NullMarked;
