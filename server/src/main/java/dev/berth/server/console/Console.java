package dev.berth.server.console;

import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.server.http.AdminCall;
import dev.berth.server.http.HttpError;
import dev.berth.server.http.OperatorPages;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The operators' console: its page at {@code /console/}, and what that reads under {@code /admin/v1}. Thread-safe.
 *
 * <p>What takes longer is done on {@value #WORKERS} threads of their own, for which {@value #MAX_WAITING} requests may wait; event
 * loops never do.
 */
public final class Console implements OperatorPages {
    private static final int WORKERS = 2;

    private static final Duration EVENT_PERIOD = Duration.ofSeconds(1);

    /** Requests that a worker works at, or that wait for one. */
    static final int MAX_WAITING = 32;

    private final SessionScheduler scheduler;
    private final ServerFigures figures;
    private final StaticFiles files;
    private final PageSettings settings;
    private final Overview overview;
    private final OverviewFeed feed;
    private final SessionSearch search;
    private final SessionJson json;
    private final WorkerExecutor workers;
    private final Semaphore places = new Semaphore(MAX_WAITING);

    private Console(
            Vertx vertx,
            StaticFiles files,
            WorkerExecutor workers,
            SessionScheduler scheduler,
            SessionReader reader,
            ServerFigures figures) {
        this.figures = figures;
        this.files = files;
        this.settings = new PageSettings(figures);
        this.workers = workers;
        this.scheduler = scheduler;
        this.overview = new Overview(figures);
        this.feed = new OverviewFeed(vertx, EVENT_PERIOD, workers, new OverviewEvents(overview));
        this.search = new SessionSearch(scheduler::allSessions, reader);
        this.json = new SessionJson(reader);
    }

    /**
     * Reads the page, and makes ready to serve.
     *
     * @param vertx which runs the threads, and ends them when it is closed
     * @param scheduler whose sessions and budgets are shown
     * @param reader reads what the starts of sessions have given
     * @param figures what is shown of the server as a whole
     * @throws IOException if the jar lacks a file of the page
     */
    public static Console open(Vertx vertx, SessionScheduler scheduler, SessionReader reader, ServerFigures figures)
            throws IOException {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("berth-console", WORKERS);
        return new Console(vertx, StaticFiles.load(), workers, scheduler, reader, figures);
    }

    @Override
    public List<OpenPath> openPaths() {
        return List.of(new OpenPath(PageSettings.PATH, settings), new OpenPath(StaticFiles.PREFIX + "*", files));
    }

    @Override
    public List<GuardedPath> guardedPaths() {
        return List.of(
                new GuardedPath("/admin/v1/overview", this::showOverview),
                new GuardedPath("/admin/v1/events", this::listen),
                new GuardedPath("/admin/v1/sessions", this::findSessions),
                new GuardedPath("/admin/v1/sessions/:id", this::showSession));
    }

    private void showOverview(RoutingContext context, AdminCall call) {
        answer(call, () -> overview.now().json());
    }

    private void listen(RoutingContext context, AdminCall call) {
        feed.listen(call);
    }

    private void findSessions(RoutingContext context, AdminCall call) {
        SessionRequest request;
        try {
            request = SessionRequest.read(context.queryParams());
        } catch (QueryException unusable) {
            call.refuse(unusable.error());
            return;
        }
        answer(call, () -> json.step(search.step(request.filter(), request.after(), request.limit())));
    }

    /** Answers with what a worker makes, if there is a place to wait for one. */
    private void answer(AdminCall call, Supplier<JsonObject> body) {
        if (!places.tryAcquire()) {
            call.refuse(HttpError.unavailable("At most " + MAX_WAITING + " requests may wait for this at a time."));
            return;
        }
        workers.executeBlocking(() -> body.get().encode().getBytes(StandardCharsets.UTF_8), false)
                .onComplete(done -> places.release())
                .onSuccess(call::sendEncodedJson)
                .onFailure(call::fail);
    }

    private void showSession(RoutingContext context, AdminCall call) {
        Optional<SessionView> session =
                sessionOf(Objects.requireNonNull(context.pathParam("id"), "the route has an id"));
        if (session.isPresent()) {
            String runtime = figures.runtimeOf(session.get().engineVersion());
            call.sendJson(json.details(
                    session.get(), scheduler.sessionStates(session.get().id()), runtime));
        } else {
            call.refuse(HttpError.notFound("There is no such session."));
        }
    }

    private Optional<SessionView> sessionOf(String id) {
        try {
            return scheduler.session(SessionId.parse(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public void drain() {
        feed.drain();
    }
}
