package dev.berth.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One request for the dialect: its body is gathered, the dialect called, its answer sent. Where too many requests are in
 * flight it waits for its turn before its body is read, and, if others were faster meanwhile, once more before the dialect is
 * called. Lives on one event loop; only the {@link Responder} may be used from elsewhere.
 */
final class Exchange extends ReceivedHead implements WireRequest, Responder, Handler<Buffer>, InFlight.Waiting {
    private static final Logger LOG = System.getLogger(Exchange.class.getName());

    private static final Buffer NO_BODY = Buffer.buffer();
    private static final CharSequence EXPECT = HttpHeaders.createOptimized("Expect");

    private final EventLoopServer server;

    private @Nullable Buffer body;
    private @Nullable String requestId;

    /** What the body may grow to. Asked of the dialect only when the usual limit is not enough. */
    private int limitBytes;

    /** What the head says of the body; 0 if it says nothing. */
    private long announcedBytes;

    private int reservedBytes;
    private boolean isBodyComplete;
    private boolean isInFlight;
    private boolean answered;

    Exchange(EventLoopServer server, HttpServerRequest request) {
        super(request);
        this.server = server;
        this.limitBytes = server.httpConfig().maxBodyBytes();
    }

    /**
     * Takes the request, whose head has arrived.
     *
     * @return whether its body may come; if not, it is to stay paused
     */
    boolean begin() {
        announcedBytes = readAnnouncedBytes();
        if (isTooLarge(announcedBytes)) {
            refuse(HttpError.bodyTooLarge(limitBytes));
        } else if (mustWait()) {
            request.pause();
            waitForRoom();
            return false;
        } else {
            readBody();
        }
        return true;
    }

    private void readBody() {
        String expectation = request.getHeader(EXPECT);
        if (expectation != null) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                refuse(HttpError.unknownExpectation());
                return;
            }
            request.response().writeContinue();
        }
        request.handler(this);
        request.endHandler(this::bodyComplete);
    }

    private boolean mustWait() {
        InFlight inFlight = server.inFlight();
        return !inFlight.hasRoom(false) && !(isUrgent() && inFlight.hasRoom(true));
    }

    private void waitForRoom() {
        server.inFlight().await(this);
        request.exceptionHandler(lost -> {
            server.inFlight().forget(this);
            release();
        });
    }

    @Override
    public boolean isUrgent() {
        return server.dialect().isUrgent(this);
    }

    @Override
    public void proceed() {
        if (isBodyComplete) {
            handOver();
        } else {
            readBody();
            request.resume();
        }
    }

    /** A length beyond all others stands for one that is not a number. */
    private long readAnnouncedBytes() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private boolean isTooLarge(long bytes) {
        if (bytes > limitBytes) {
            limitBytes = Math.max(limitBytes, server.dialect().maxBodyBytes(this, limitBytes));
        }
        return bytes > limitBytes;
    }

    /** Takes a piece of the body. The usual body is one piece, and kept as it is. */
    @Override
    public void handle(Buffer piece) {
        Buffer gathered = body;
        int bytes = piece.length() + (gathered == null ? 0 : gathered.length());
        if (isTooLarge(bytes)) {
            refuse(HttpError.bodyTooLarge(limitBytes));
        } else if (gathered == null && bytes == announcedBytes) {
            body = piece;
        } else if (!reserve(BodyMemory.heldFor(bytes))) {
            refuse(HttpError.throttled());
        } else if (gathered == null) {
            body = piece;
        } else {
            gathered.appendBuffer(piece);
        }
    }

    private boolean reserve(int bytes) {
        if (!server.bodyMemory().tryReserve(bytes - reservedBytes)) {
            return false;
        }
        if (reservedBytes == 0) {
            request.exceptionHandler(lost -> release());
        }
        reservedBytes = bytes;
        return true;
    }

    private void release() {
        body = null;
        server.bodyMemory().release(reservedBytes);
        reservedBytes = 0;
    }

    private void bodyComplete(@Nullable Void end) {
        isBodyComplete = true;
        if (mustWait()) {
            waitForRoom();
        } else {
            handOver();
        }
    }

    private void handOver() {
        isInFlight = true;
        server.inFlight().enter();
        try {
            server.dialect().handle(this, this);
        } catch (Throwable e) {
            fail(e);
        } finally {
            release();
        }
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return request.getHeader(name);
    }

    @Override
    public byte[] body() {
        return (body == null ? NO_BODY : body).getBytes();
    }

    @Override
    public String source() {
        return server.connections().addressOf(request);
    }

    @Override
    public String consoleUrl() {
        return server.consoleAddress().forSenderTo(request.getHeader(HttpHeaders.HOST));
    }

    @Override
    public String requestId() {
        String id = requestId;
        if (id == null) {
            id = Answers.newRequestId();
            requestId = id;
        }
        return id;
    }

    private void refuse(HttpError error) {
        release();
        answered = true;
        server.answers().sendLast(request, error, MediaTypes.AWS_JSON, requestId());
    }

    @Override
    public void answer(int status, CharSequence contentType, byte[] answer) {
        if (!server.isOnItsThread()) {
            server.execute(() -> answer(status, contentType, answer));
        } else if (isFirstAnswer()) {
            server.answers().send(request, status, contentType, answer, requestId());
            leave();
        }
    }

    @Override
    public void fail(Throwable cause) {
        if (!server.isOnItsThread()) {
            server.execute(() -> fail(cause));
        } else if (isFirstAnswer()) {
            server.answers().fail(request, cause, MediaTypes.AWS_JSON, requestId());
            leave();
        } else {
            LOG.log(Level.ERROR, "Request " + requestId() + " failed after its answer", cause);
        }
    }

    private void leave() {
        if (isInFlight) {
            isInFlight = false;
            server.inFlight().leave();
        }
    }

    private boolean isFirstAnswer() {
        if (answered) {
            LOG.log(Level.ERROR, "Request {0} was answered twice; the first answer was sent", requestId());
            return false;
        }
        answered = true;
        return true;
    }
}
