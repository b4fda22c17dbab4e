package dev.berth.server.athena;

import dev.berth.api.SessionId;
import dev.berth.server.audit.AuditEntry;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.http.Answers;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.Responder;
import dev.berth.server.http.WireRequest;
import dev.berth.server.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** Takes the outcome of one operation, once, and answers with it. */
final class Reply {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String UNKNOWN_OPERATION = "UnknownOperationException";

    /** The service's answer to what it cannot even lead to an operation. */
    private static final byte[] UNKNOWN_OPERATION_XML =
            ("<" + UNKNOWN_OPERATION + "/>").getBytes(StandardCharsets.UTF_8);

    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

    private final WireRequest request;
    private final Responder responder;
    private final Caller caller;
    private final CallRecord call;

    /**
     * The reply to one call.
     *
     * @param request the call
     * @param caller who is answered; whoever it is, if nobody is proven
     * @param call told what becomes of it
     */
    Reply(WireRequest request, Responder responder, Caller caller, CallRecord call) {
        this.request = request;
        this.responder = responder;
        this.caller = caller;
        this.call = call;
    }

    /** Who is answered. */
    Caller caller() {
        return caller;
    }

    /** Where the caller finds the page of a session. */
    String pageOf(SessionId session) {
        return request.consoleUrl() + "#/sessions/" + session;
    }

    /** Notes a session that the operation has started. */
    void noteSession(String id) {
        call.session(id);
    }

    /** Notes a calculation that the operation has started. */
    void noteCalculation(String id) {
        call.calculation(id);
    }

    /** Answers with the output of the operation, as JSON. */
    void send(byte[] output) {
        call.ended(AuditEntry.OK);
        responder.answer(OK, MediaTypes.AWS_JSON, output);
    }

    /** Answers for an operation without output. */
    void sendEmpty() {
        send(EMPTY_OBJECT);
    }

    /** Answers with an error. */
    void refuse(WireException error) {
        call.ended(error.type());
        responder.answer(error.httpStatus(), MediaTypes.AWS_JSON, error.body().toJson());
    }

    /** Answers as one who knows nothing of such requests. */
    void refuseUnknown() {
        call.ended(UNKNOWN_OPERATION);
        responder.answer(NOT_FOUND, MediaTypes.XML, UNKNOWN_OPERATION_XML);
    }

    /** Answers as {@link Responder#fail} does. */
    void fail(Throwable cause) {
        call.ended(Answers.isOutcomeUnknown(cause) ? AuditEntry.UNKNOWN : Errors.INTERNAL);
        responder.fail(cause);
    }

    /** Answers when the scheduler has; what it fails with, or the consumer throws, is an internal error. */
    <T> void sendWhenDone(CompletionStage<T> outcome, Answering<T> answering) {
        outcome.whenComplete((value, failure) -> {
            if (failure != null) {
                fail(failure);
                return;
            }
            try {
                answering.answer(value);
            } catch (WireException e) {
                refuse(e);
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    /** Answers from an outcome, or throws the error to answer with. */
    @FunctionalInterface
    interface Answering<T> {
        void answer(T outcome) throws WireException;
    }
}
