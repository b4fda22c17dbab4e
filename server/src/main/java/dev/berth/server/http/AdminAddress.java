package dev.berth.server.http;

/**
 * Where metrics, health and administration are served, if apart from the rest.
 *
 * @param host the name or address to listen on
 * @param port the port to listen on; 0 for any free one
 */
public record AdminAddress(String host, int port) {}
