package dev.berth.server.http;

/**
 * A protocol spoken at {@code POST /}: it reads the body of a request, and answers it, at once or later.
 *
 * <p>There is one instance for each event loop, made over a scheduler that completes its futures there. It is called on
 * that event loop only, and must not block.
 */
public interface Dialect {
    /**
     * Handles one request, whose body is complete. What is thrown here is answered as {@link Responder#fail} does.
     *
     * @param request the request; its body is there only until this method returns
     * @param responder to be called once, before or after this method returns
     */
    void handle(WireRequest request, Responder responder);

    /**
     * The largest body that the request may have. Called when the body is, or says that it will be, larger than the
     * usual limit.
     *
     * @param request the request, without its body
     * @param usualBytes the limit of requests that need no other
     */
    default int maxBodyBytes(WireRequest request, int usualBytes) {
        return usualBytes;
    }

    /**
     * Whether a request must not wait behind others when too many are under way: it ends something, or asks how something
     * is. Called only then.
     *
     * @param request the request, perhaps without its body
     */
    default boolean isUrgent(WireRequest request) {
        return false;
    }
}
