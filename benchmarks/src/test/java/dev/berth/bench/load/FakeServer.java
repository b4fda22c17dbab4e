package dev.berth.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small server of the session API with faults to order: how long it takes, and which promises it breaks. Correct and prompt by
 * default. Everything happens on its one event loop.
 */
final class FakeServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServer server;
    private final Map<String, Session> byToken = new LinkedHashMap<>();
    private final Map<String, Session> byId = new LinkedHashMap<>();
    private final FakeCalculations calculations = new FakeCalculations();
    private final List<String> authorizations = new ArrayList<>();
    private int limit = 1_000_000;
    private int requests;
    private int stalledRequest = -1;
    private long stallMillis;
    private long stalledUntilNanos = Long.MIN_VALUE;
    private double capacity = Double.POSITIVE_INFINITY;
    private double busyUntilMillis;
    private boolean overAdmits;
    private boolean forgetsTokens;
    private boolean answersNothing;
    private boolean swallowsCalculations;
    private volatile boolean hasSwallowed;
    private boolean hasAdminRoute = true;

    /** A session as this server sees it. */
    private static final class Session {
        private final String id;
        private final int dpus;
        private String state = "IDLE";

        Session(String id, int dpus) {
            this.id = id;
            this.dpus = dpus;
        }

        boolean holds() {
            return state.equals("IDLE");
        }
    }

    private FakeServer(int port) {
        this.server = vertx.createHttpServer()
                .requestHandler(this::received)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static FakeServer start() {
        return startOn(0);
    }

    static FakeServer startOn(int port) {
        return new FakeServer(port);
    }

    /** What all its sessions may hold. */
    FakeServer withAccountLimit(int dpus) {
        limit = dpus;
        return this;
    }

    /** The request with this number, from 0, is answered late; those that come meanwhile are answered at the same time. */
    FakeServer stalling(int request, long millis) {
        stalledRequest = request;
        stallMillis = millis;
        return this;
    }

    /** Answers at most so many requests a second, one after the other. */
    FakeServer withCapacity(double requestsPerSecond) {
        capacity = requestsPerSecond;
        return this;
    }

    /** Starts sessions beyond the limit. */
    FakeServer overAdmitting() {
        overAdmits = true;
        return this;
    }

    /** Starts a session for each request, whatever its token. */
    FakeServer forgettingTokens() {
        forgetsTokens = true;
        return this;
    }

    /** Starts a calculation for each request, whatever its token. */
    FakeServer forgettingTokensOfCalculations() {
        calculations.forgetTokens();
        return this;
    }

    /** Does not know every second calculation any more once it is started. */
    FakeServer losingCalculations() {
        calculations.loseSome();
        return this;
    }

    /** Shows each calculation as COMPLETED once, and then as FAILED. */
    FakeServer changingEndsOfCalculations() {
        calculations.changeEnds();
        return this;
    }

    /** Starts calculations, and answers only those that repeat one. */
    FakeServer swallowingCalculations() {
        swallowsCalculations = true;
        return this;
    }

    /** Takes requests and never answers. */
    FakeServer answeringNothing() {
        answersNothing = true;
        return this;
    }

    /** Has no route for budgets, like the real service. */
    FakeServer withoutAdminRoute() {
        hasAdminRoute = false;
        return this;
    }

    /** Whether a calculation was started that was not answered. From any thread. */
    boolean hasSwallowed() {
        return hasSwallowed;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** The headers Authorization that have come, once the server is closed. */
    List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void received(HttpServerRequest request) {
        if (Objects.requireNonNull(request.path()).startsWith("/admin/v1/budgets")) {
            request.body().onSuccess(body -> budgets(request, body.length() == 0 ? null : body.toJsonObject()));
            return;
        }
        int number = requests++;
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            authorizations.add(authorization);
        }
        String target = Objects.requireNonNull(request.getHeader("X-Amz-Target"));
        request.body()
                .onSuccess(body -> later(delayMillis(number), () -> answer(request, target, body.toJsonObject())));
    }

    private void later(long millis, Runnable action) {
        if (answersNothing) {
            return;
        }
        if (millis <= 0) {
            action.run();
        } else {
            vertx.setTimer(millis, timer -> action.run());
        }
    }

    private long delayMillis(int number) {
        long now = System.nanoTime();
        if (number == stalledRequest) {
            stalledUntilNanos = now + TimeUnit.MILLISECONDS.toNanos(stallMillis);
        }
        if (stalledUntilNanos != Long.MIN_VALUE && now < stalledUntilNanos) {
            return TimeUnit.NANOSECONDS.toMillis(stalledUntilNanos - now) + 1;
        }
        if (Double.isInfinite(capacity)) {
            return 0;
        }
        double nowMillis = now / (double) TimeUnit.MILLISECONDS.toNanos(1);
        busyUntilMillis = Math.max(nowMillis, busyUntilMillis) + MILLIS_PER_SECOND / capacity;
        return Math.round(busyUntilMillis - nowMillis);
    }

    private void answer(HttpServerRequest request, String target, JsonObject body) {
        switch (target) {
            case "AmazonAthena.StartSession" -> start(request, body);
            case "AmazonAthena.GetSessionStatus" ->
                withSession(
                        request,
                        body,
                        session -> new JsonObject()
                                .put("SessionId", session.id)
                                .put("Status", new JsonObject().put("State", session.state)));
            case "AmazonAthena.TerminateSession" ->
                withSession(request, body, session -> {
                    String state = session.holds() ? "TERMINATING" : "TERMINATED";
                    session.state = "TERMINATED";
                    return new JsonObject().put("State", state);
                });
            case "AmazonAthena.StartCalculationExecution" -> calculate(request, body);
            case "AmazonAthena.GetCalculationExecution" ->
                calculations
                        .get(body)
                        .ifPresentOrElse(
                                answer -> send(request, OK, answer),
                                () -> refuse(request, "InvalidRequestException", "Calculation is not found."));
            default -> send(request, OK, calculations.list(body));
        }
    }

    private void start(HttpServerRequest request, JsonObject body) {
        String token = body.getString("ClientRequestToken");
        Session session = forgetsTokens ? null : byToken.get(token);
        if (session == null) {
            session = admit(body.getJsonObject("EngineConfiguration").getInteger("MaxConcurrentDpus"));
        }
        if (session == null) {
            refuse(request, "TooManyRequestsException", "Maximum allowed sessions reached: budget account holds all.");
            return;
        }
        byToken.put(token, session);
        send(request, OK, new JsonObject().put("SessionId", session.id).put("State", "CREATED"));
    }

    private void calculate(HttpServerRequest request, JsonObject body) {
        Session session = byId.get(body.getString("SessionId"));
        boolean isKnown = calculations.isKnown(body);
        if (!isKnown && (session == null || !session.holds())) {
            refuse(request, "InvalidRequestException", "Session is in the TERMINATED state; needs to be IDLE.");
            return;
        }
        JsonObject answer = calculations.start(body);
        if (isKnown || !swallowsCalculations) {
            send(request, OK, answer);
        } else {
            hasSwallowed = true;
        }
    }

    private @Nullable Session admit(int dpus) {
        int held = byId.values().stream()
                .filter(Session::holds)
                .mapToInt(session -> session.dpus)
                .sum();
        if (!overAdmits && held + dpus > limit) {
            return null;
        }
        Session session = new Session(UUID.randomUUID().toString(), dpus);
        byId.put(session.id, session);
        return session;
    }

    /** What an operation on a session answers. */
    private interface Operation {
        JsonObject answer(Session session);
    }

    private void withSession(HttpServerRequest request, JsonObject body, Operation operation) {
        Session session = byId.get(body.getString("SessionId"));
        if (session == null) {
            refuse(request, "InvalidRequestException", "Session is not found.");
        } else {
            send(request, OK, operation.answer(session));
        }
    }

    private void budgets(HttpServerRequest request, @Nullable JsonObject change) {
        if (!hasAdminRoute) {
            refuse(request, "UnknownOperationException", "");
            return;
        }
        if (change != null) {
            limit = change.getInteger("limitDpus");
        }
        JsonObject account = new JsonObject().put("budget", "account").put("limitDpus", limit);
        send(request, OK, change == null ? new JsonObject().put("budgets", new JsonArray().add(account)) : account);
    }

    private static void refuse(HttpServerRequest request, String type, String message) {
        send(request, BAD_REQUEST, new JsonObject().put("__type", type).put("Message", message));
    }

    private static void send(HttpServerRequest request, int status, JsonObject body) {
        if (!request.response().ended()) {
            request.response().setStatusCode(status).end(body.toBuffer());
        }
    }
}
