package dev.berth.server.http;

/**
 * Takes the answer to one request. The first call counts, from any thread; a second one is a defect, and is logged. An
 * answer to a client that has gone is dropped.
 */
public interface Responder {
    /**
     * Answers.
     *
     * @param status the HTTP status
     * @param contentType the media type of the body
     * @param body the body, given away: it must not change any more
     */
    void answer(int status, CharSequence contentType, byte[] body);

    /**
     * Answers 500 with the request's id, after logging the cause under the same id. The client learns nothing else. If the
     * cause is that the outcome is unknown, it learns nothing at all: its connection is closed.
     */
    void fail(Throwable cause);
}
