package dev.berth.server.http;

/** What the front end tells machines that watch the server. Thread-safe. */
public interface Probes {
    /**
     * The format of metrics, one of a few, that a reader is given.
     *
     * @param acceptHeader the value of the reader's {@code Accept} header; empty if there was none
     */
    String metricsFormat(String acceptHeader);

    /** All metrics in that format. May take a while; not called on an event loop. */
    MetricsText metrics(String format);

    /** Whether the server takes work. Called on event loops, so it must not wait. */
    boolean ready();
}
