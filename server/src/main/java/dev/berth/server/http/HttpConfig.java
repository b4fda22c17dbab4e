package dev.berth.server.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the front end listens, and what it takes from one client.
 *
 * @param host the name or address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param eventLoops how many event loops serve connections, at least 1
 * @param transport how they use sockets
 * @param maxBodyBytes the largest body of a request, at least 1; a dialect may allow more for single operations
 * @param maxHeaderBytes the largest head of a request, names and values together, at least 1
 * @param idleTimeout after how long without a byte in either direction a connection is closed; at least one millisecond
 * @param maxConnections the most connections served at a time, at least 1
 * @param maxConnectionsPerSource the most of them of one address of IPv4, or of one network of 64 bits of IPv6, at least 1
 * @param maxInFlight how many requests the dialect works at, at a time, over all event loops, at least 1; each loop has an
 *     equal share, and {@value InFlight#RESERVED} more places for urgent ones
 * @param loopbackHostsOnly whether only requests whose {@code Host} is a loopback name or address are answered
 * @param tls where the certificate is; {@code null} for HTTP without TLS
 * @param admin where metrics, health and administration are served, and then only there; {@code null} for the same port as all
 * @param consoleUrl where people reach the console from elsewhere, such as {@code https://berth.example}, without a slash at its
 *     end; {@code null} for where it is served
 */
public record HttpConfig(
        String host,
        int port,
        int eventLoops,
        SocketTransport transport,
        int maxBodyBytes,
        int maxHeaderBytes,
        Duration idleTimeout,
        int maxConnections,
        int maxConnectionsPerSource,
        int maxInFlight,
        boolean loopbackHostsOnly,
        @Nullable TlsFiles tls,
        @Nullable AdminAddress admin,
        @Nullable String consoleUrl) {

    private static final int MAX_PORT = 65_535;

    /** Checks the ranges given above. */
    public HttpConfig {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: host");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("must be from 0 to " + MAX_PORT + ": port=" + port);
        }
        requirePositive(eventLoops, "eventLoops");
        requirePositive(maxBodyBytes, "maxBodyBytes");
        requirePositive(maxHeaderBytes, "maxHeaderBytes");
        requirePositive(maxConnections, "maxConnections");
        requirePositive(maxConnectionsPerSource, "maxConnectionsPerSource");
        requirePositive(maxInFlight, "maxInFlight");
        if (idleTimeout.toMillis() < 1 || idleTimeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be from 1 ms to 24 days: idleTimeout=" + idleTimeout);
        }
    }

    int maxInFlightOfALoop() {
        return Math.max(1, maxInFlight / eventLoops);
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException("must be >= 1: " + name + "=" + value);
        }
    }
}
