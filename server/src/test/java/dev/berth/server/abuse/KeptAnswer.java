package dev.berth.server.abuse;

import dev.berth.server.http.Responder;
import java.nio.charset.StandardCharsets;

/** Keeps the answer to a request. A failure of the server is one of the test. */
final class KeptAnswer implements Responder {
    private int count;
    private int status;
    private String body = "";

    @Override
    public void answer(int given, CharSequence contentType, byte[] answer) {
        count++;
        status = given;
        body = new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void fail(Throwable cause) {
        throw new AssertionError("the server failed", cause);
    }

    int count() {
        return count;
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }
}
