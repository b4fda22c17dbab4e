package dev.berth.server.http;

import dev.berth.api.SessionScheduler;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is served beside the dialect: {@code /metrics}, {@code /health/…} and {@code /admin/v1/…}. */
final class Routes {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final Answers answers;
    private final Probes probes;
    private final Scrapes scrapes;

    private Routes(Vertx vertx, Answers answers, Probes probes, Scrapes scrapes) {
        this.vertx = vertx;
        this.answers = answers;
        this.probes = probes;
        this.scrapes = scrapes;
    }

    /** All routes, for one event loop. */
    static Handler<HttpServerRequest> create(
            Vertx vertx,
            Answers answers,
            SessionScheduler scheduler,
            Probes probes,
            Scrapes scrapes,
            Administration administration,
            @Nullable PathHandler otherPaths) {
        Routes routes = new Routes(vertx, answers, probes, scrapes);
        Router router = Router.router(vertx);
        routes.addTo(router);
        new BudgetRoutes(answers, scheduler, administration).addTo(router);
        addPages(router, answers, administration);
        return withClients(router, answers, otherPaths);
    }

    /** The routes of clients for one event loop where operators have a port of their own. */
    static Handler<HttpServerRequest> forClients(Vertx vertx, Answers answers, @Nullable PathHandler otherPaths) {
        return withClients(Router.router(vertx), answers, otherPaths);
    }

    private static Handler<HttpServerRequest> withClients(
            Router router, Answers answers, @Nullable PathHandler otherPaths) {
        onlyMethods(router, answers, "/", HttpMethod.POST.name());
        addErrors(router, answers);
        return otherPaths == null ? router : withOthers(router, otherPaths, answers);
    }

    private static void addPages(Router router, Answers answers, Administration administration) {
        for (OperatorPages.OpenPath open : administration.pages().openPaths()) {
            router.route(open.path())
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .handler(context -> open.handler().handle(context.request(), answers));
            onlyMethods(router, answers, open.path(), "GET, HEAD");
        }
        for (OperatorPages.GuardedPath guarded : administration.pages().guardedPaths()) {
            router.get(guarded.path()).handler(new GuardedHandler(administration, answers, guarded.handler()));
            onlyMethods(router, answers, guarded.path(), HttpMethod.GET.name());
        }
    }

    /** Told apart before the router, which would resolve dots and decode the path: others want it as it was sent. */
    private static Handler<HttpServerRequest> withOthers(Router router, PathHandler others, Answers answers) {
        return request -> {
            if (ReservedPaths.contain(request.method(), request.path())) {
                router.handle(request);
            } else {
                others.handle(request, answers);
            }
        };
    }

    private void addTo(Router router) {
        router.get("/metrics").handler(this::metrics);
        router.get("/health/live").handler(context -> sendStatus(context, OK, "live"));
        router.get("/health/ready").handler(this::ready);
        for (String path : new String[] {"/metrics", "/health/live", "/health/ready"}) {
            onlyMethods(router, answers, path, HttpMethod.GET.name());
        }
    }

    private void metrics(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        Context loop = vertx.getOrCreateContext();
        scrapes.next(accept == null ? "" : accept)
                .onComplete(made -> loop.runOnContext(onLoop -> sendMetrics(context, made)));
    }

    private void sendMetrics(RoutingContext context, AsyncResult<Scrapes.Scrape> made) {
        if (made.succeeded()) {
            Scrapes.Scrape scrape = made.result();
            answers.send(context.request(), OK, scrape.contentType(), scrape.body(), Answers.newRequestId());
        } else {
            context.fail(made.cause());
        }
    }

    private void ready(RoutingContext context) {
        if (probes.ready()) {
            sendStatus(context, OK, "ready");
        } else {
            sendStatus(context, UNAVAILABLE, "not ready");
        }
    }

    private void sendStatus(RoutingContext context, int status, String text) {
        sendJson(answers, context, status, new JsonObject().put("status", text));
    }

    static void sendJson(Answers answers, RoutingContext context, int status, JsonObject body) {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        answers.send(context.request(), status, MediaTypes.JSON, bytes, Answers.newRequestId());
    }

    /** Everything else at this path is refused; to be called after its other routes are there. */
    static void onlyMethods(Router router, Answers answers, String path, String allowed) {
        router.route(path).handler(context -> {
            context.response().putHeader(HttpHeaders.ALLOW, allowed);
            answers.refuse(context.request(), HttpError.methodNotAllowed(allowed), MediaTypes.JSON);
        });
    }

    private static void addErrors(Router router, Answers answers) {
        router.errorHandler(404, context -> answers.refuse(context.request(), HttpError.notFound(), MediaTypes.JSON));
        router.errorHandler(
                400,
                context -> answers.refuse(
                        context.request(), HttpError.badRequest("The request's path is malformed."), MediaTypes.JSON));
        router.errorHandler(
                413,
                context -> answers.refuse(
                        context.request(), HttpError.bodyTooLarge(BudgetRoutes.MAX_BODY_BYTES), MediaTypes.JSON));
        router.errorHandler(
                500,
                context -> answers.fail(context.request(), causeOf(context), MediaTypes.JSON, Answers.newRequestId()));
    }

    private static Throwable causeOf(RoutingContext context) {
        Throwable cause = context.failure();
        return cause == null ? new IllegalStateException("A route failed without a cause") : cause;
    }
}
