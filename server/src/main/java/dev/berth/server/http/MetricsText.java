package dev.berth.server.http;

/**
 * Metrics as they are served.
 *
 * @param contentType the media type of the text
 * @param body the text
 */
public record MetricsText(String contentType, String body) {}
