package dev.berth.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** A handler of what is under {@code /admin}, reached only by those who may. */
final class GuardedHandler implements Handler<RoutingContext> {
    private final Administration administration;
    private final Answers answers;
    private final BiConsumer<RoutingContext, AdminCall> guarded;

    GuardedHandler(Administration administration, Answers answers, BiConsumer<RoutingContext, AdminCall> guarded) {
        this.administration = administration;
        this.answers = answers;
        this.guarded = guarded;
    }

    @Override
    public void handle(RoutingContext context) {
        AdminGuard.Admission admission =
                administration.guard().check(RequestHead.of(context.request()), bodyOf(context));
        AdminCall call = new AdminCall(context.request(), answers, administration.audit(), admission.identity());
        AdminGuard.Denial denial = admission.denial();
        if (denial == null) {
            guarded.accept(context, call);
        } else {
            call.refuse(new HttpError(denial.status(), denial.type(), denial.message()));
        }
    }

    /** Where no body is gathered, none is read. */
    private static byte[] bodyOf(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }
}
