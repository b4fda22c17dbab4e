package dev.berth.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** A handler of what is under {@code /admin}, reached only by those who may. */
final class GuardedHandler implements Handler<RoutingContext> {
    private final AdminGuard guard;
    private final Answers answers;
    private final Handler<RoutingContext> guarded;

    GuardedHandler(AdminGuard guard, Answers answers, Handler<RoutingContext> guarded) {
        this.guard = guard;
        this.answers = answers;
        this.guarded = guarded;
    }

    @Override
    public void handle(RoutingContext context) {
        AdminGuard.Denial denial = guard.check(RequestHead.of(context.request()), bodyOf(context));
        if (denial == null) {
            guarded.handle(context);
        } else {
            answers.refuse(context.request(), HttpError.denied(denial.type(), denial.message()), MediaTypes.JSON);
        }
    }

    /** Where no body is gathered, none is read. */
    private static byte[] bodyOf(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }
}
