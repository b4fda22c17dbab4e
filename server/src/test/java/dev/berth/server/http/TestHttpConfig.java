package dev.berth.server.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a front end listens in a test: a free port of loopback, for loopback hosts, two event loops, without TLS; bodies up to
 * 1 MiB and heads up to 16 KiB; 1,000 connections, all of which one source may have, and as many requests in flight. What a
 * test wants otherwise it says.
 */
public final class TestHttpConfig {
    private String host = "127.0.0.1";
    private int port;
    private int eventLoops = 2;
    private int maxBodyBytes = 1 << 20;
    private int maxHeaderBytes = 16 << 10;
    private Duration idleTimeout = Duration.ofMinutes(1);
    private int maxConnections = 1_000;
    private @Nullable Integer maxConnectionsPerSource;
    private int maxInFlight = 1_000;
    private boolean loopbackHostsOnly = true;
    private @Nullable TlsFiles tls;
    private @Nullable AdminAddress admin;
    private @Nullable String consoleUrl;

    TestHttpConfig host(String name) {
        host = name;
        return this;
    }

    TestHttpConfig port(int number) {
        port = number;
        return this;
    }

    TestHttpConfig eventLoops(int count) {
        eventLoops = count;
        return this;
    }

    /** The largest body, and the largest head. */
    public TestHttpConfig maxBytes(int ofBody, int ofHead) {
        maxBodyBytes = ofBody;
        maxHeaderBytes = ofHead;
        return this;
    }

    TestHttpConfig idleTimeout(Duration time) {
        idleTimeout = time;
        return this;
    }

    /** The most connections. */
    public TestHttpConfig maxConnections(int max) {
        maxConnections = max;
        return this;
    }

    TestHttpConfig maxConnectionsPerSource(int max) {
        maxConnectionsPerSource = max;
        return this;
    }

    TestHttpConfig maxInFlight(int max) {
        maxInFlight = max;
        return this;
    }

    TestHttpConfig anyHost() {
        loopbackHostsOnly = false;
        return this;
    }

    TestHttpConfig admin(@Nullable AdminAddress address) {
        admin = address;
        return this;
    }

    TestHttpConfig consoleUrl(@Nullable String url) {
        consoleUrl = url;
        return this;
    }

    TestHttpConfig tls(@Nullable TlsFiles files) {
        tls = files;
        return this;
    }

    /** The configuration. */
    public HttpConfig build() {
        return new HttpConfig(
                host,
                port,
                eventLoops,
                SocketTransport.AUTO,
                maxBodyBytes,
                maxHeaderBytes,
                idleTimeout,
                maxConnections,
                maxConnectionsPerSource == null ? maxConnections : maxConnectionsPerSource,
                maxInFlight,
                loopbackHostsOnly,
                tls,
                admin,
                consoleUrl);
    }
}
