/**
 * What is kept of calculations, served as Amazon S3 does: to read, in path style, on the port of everything else, so that
 * one endpoint URL serves both kinds of clients.
 *
 * <p>A request's path is decoded exactly once, as UTF-8, and never normalised: a key with dots or repeated slashes is the key
 * of an object that may or may not exist. Keys are looked up in {@link dev.berth.server.results.ResultObjects}; no path of
 * the file system is made of them. Requests are not authenticated, so signatures are not looked at.
 *
 * <p>Chosen where S3 leaves room: an entity tag is opaque, and no MD5; a request for several ranges gets the whole object;
 * a bucket without objects does not exist; {@code fetch-owner} is ignored; listings are strongly consistent with what
 * calculations have finished, and weakly with what is removed meanwhile. The whole service is at {@code GET /}, which is
 * {@code NotImplemented}.
 */
@NullMarked
package dev.berth.server.s3;

import org.jspecify.annotations.NullMarked;
