package dev.berth.server.athena;

import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.Responder;
import dev.berth.server.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** Takes the outcome of one operation, once, and answers with it. */
final class Reply {
    private static final int OK = 200;
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

    private final Responder responder;
    private final Caller caller;

    Reply(Responder responder, Caller caller) {
        this.responder = responder;
        this.caller = caller;
    }

    /** Who is answered. */
    Caller caller() {
        return caller;
    }

    /** Answers with the output of the operation, as JSON. */
    void send(byte[] output) {
        responder.answer(OK, MediaTypes.AWS_JSON, output);
    }

    /** Answers for an operation without output. */
    void sendEmpty() {
        send(EMPTY_OBJECT);
    }

    void refuse(WireException error) {
        refuse(error, responder);
    }

    /** Answers somebody, known or not, with an error. */
    static void refuse(WireException error, Responder responder) {
        responder.answer(error.httpStatus(), MediaTypes.AWS_JSON, error.body().toJson());
    }

    /** Answers when the scheduler has; what it fails with, or the consumer throws, is an internal error. */
    <T> void sendWhenDone(CompletionStage<T> outcome, Answering<T> answering) {
        outcome.whenComplete((value, failure) -> {
            if (failure != null) {
                responder.fail(failure);
                return;
            }
            try {
                answering.answer(value);
            } catch (WireException e) {
                refuse(e);
            } catch (Throwable e) {
                responder.fail(e);
            }
        });
    }

    /** Answers from an outcome, or throws the error to answer with. */
    @FunctionalInterface
    interface Answering<T> {
        void answer(T outcome) throws WireException;
    }
}
