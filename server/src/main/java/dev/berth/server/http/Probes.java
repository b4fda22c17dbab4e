package dev.berth.server.http;

/** What the front end tells machines that watch the server. Thread-safe. */
public interface Probes {
    /**
     * All metrics, in the format that the reader asked for. May take a while; not called on an event loop.
     *
     * @param acceptHeader the value of the reader's {@code Accept} header; empty if there was none
     */
    MetricsText metrics(String acceptHeader);

    /** Whether the server takes work. Called on event loops, so it must not wait. */
    boolean ready();
}
