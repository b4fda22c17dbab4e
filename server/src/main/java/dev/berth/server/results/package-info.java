/**
 * What calculations put out: where it lies as clients see it, where it is kept, and how it goes when it is no longer needed.
 *
 * <p>{@link dev.berth.server.results.ResultStore} is what runtimes and the server use. {@link
 * dev.berth.server.results.FileResultStore} keeps files on this machine and shows them as {@link
 * dev.berth.server.results.ResultObjects}, which {@code dev.berth.server.s3} serves; {@link
 * dev.berth.server.results.S3ResultStore} keeps them in an S3 that serves them itself. {@link
 * dev.berth.server.results.SessionSweeper} removes what an end of the process in the wrong moment left behind, and finds it
 * by the {@link dev.berth.server.results.ResultPlace} in each session's folder.
 */
@NullMarked
package dev.berth.server.results;

import org.jspecify.annotations.NullMarked;
