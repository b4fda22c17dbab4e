package dev.berth.server.http;

import org.jspecify.annotations.Nullable;

/** A request as a dialect sees it. To be used on the event loop that made it. */
public interface WireRequest extends RequestHead {
    /** The value of a header, the first one if there are several; null if there is none. Letter case is ignored. */
    @Nullable
    String header(CharSequence name);

    /** The body: a new array. */
    byte[] body();

    /** The address that the request came from. */
    String source();

    /** Where its sender finds the console's page, such as {@code http://localhost:8181/console/}. */
    String consoleUrl();

    /** The id that the answer to this request carries: a random UUID. */
    String requestId();
}
