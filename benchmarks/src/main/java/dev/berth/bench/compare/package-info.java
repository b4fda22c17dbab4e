/**
 * How far the server is from the least that an HTTP server can do: StartSession beside a bare Vert.x server that reads the
 * same bytes and answers the same bytes, in alternating turns.
 *
 * <p>{@code CompareCommand} is the command, {@code ServerProcess} a server that is measured, in a process of its own,
 * {@code WireClient} the caller.
 */
@NullMarked
package dev.berth.bench.compare;

import org.jspecify.annotations.NullMarked;
