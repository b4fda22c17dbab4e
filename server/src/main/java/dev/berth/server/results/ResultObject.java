package dev.berth.server.results;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An object as its readers see it. Immutable; it may be removed at any time.
 *
 * @param key its key in its bucket
 * @param bytes its length
 * @param modifiedAt when it was written
 * @param contentType the media type of its content
 * @param tag an opaque text that changes with its content; letters, digits and hyphens
 * @param file the file that has its content. To be opened without following links
 */
public record ResultObject(String key, long bytes, Instant modifiedAt, String contentType, String tag, Path file) {}
