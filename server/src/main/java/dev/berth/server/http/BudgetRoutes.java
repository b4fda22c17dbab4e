package dev.berth.server.http;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.SessionScheduler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The budgets: {@code GET /admin/v1/budgets} shows all, {@code GET} and {@code PUT} of
 * {@code /admin/v1/budgets/account} and {@code /admin/v1/budgets/workgroup/NAME} show and change one.
 */
final class BudgetRoutes {
    static final int MAX_BODY_BYTES = 4_096;

    private static final String ALL = "/admin/v1/budgets";
    private static final String ACCOUNT = ALL + "/account";
    private static final String WORK_GROUP = ALL + "/workgroup/:name";

    private final Answers answers;
    private final SessionScheduler scheduler;
    private final Administration administration;

    BudgetRoutes(Answers answers, SessionScheduler scheduler, Administration administration) {
        this.answers = answers;
        this.scheduler = scheduler;
        this.administration = administration;
    }

    void addTo(Router router) {
        router.get(ALL).handler(guarded(this::showAll));
        Routes.onlyMethods(router, answers, ALL, "GET");
        for (String path : new String[] {ACCOUNT, WORK_GROUP}) {
            router.get(path).handler(guarded(this::show));
            router.put(path)
                    .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                    .handler(guarded(this::resize));
            Routes.onlyMethods(router, answers, path, "GET, PUT");
        }
    }

    private GuardedHandler guarded(BiConsumer<RoutingContext, AdminCall> handler) {
        return new GuardedHandler(administration, answers, handler);
    }

    private void showAll(RoutingContext context, AdminCall call) {
        JsonArray budgets = new JsonArray();
        scheduler.budgets().forEach(budget -> budgets.add(BudgetJson.of(budget)));
        call.sendJson(new JsonObject().put("budgets", budgets));
    }

    private void show(RoutingContext context, AdminCall call) {
        answer(call, scheduler.budget(name(context)));
    }

    private void resize(RoutingContext context, AdminCall call) {
        if (!isJson(context.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            call.refuse(HttpError.notJson());
            return;
        }
        BudgetName name = name(context);
        OptionalInt limitDpus = readLimit(context);
        if (limitDpus == null || (limitDpus.isEmpty() && name.workGroup().isEmpty())) {
            call.refuse(HttpError.badRequest(
                    "The body must be {\"limitDpus\": N} with a whole number N from 0 to 1000000000; for a work group, null removes the"
                            + " limit."));
            return;
        }
        Future.fromCompletionStage(scheduler.resizeBudget(name, limitDpus))
                .onSuccess(budget -> answer(call, budget))
                .onFailure(call::fail);
    }

    private static void answer(AdminCall call, Optional<BudgetView> budget) {
        if (budget.isPresent()) {
            call.sendJson(BudgetJson.of(budget.get()));
        } else {
            call.refuse(HttpError.notFound());
        }
    }

    private static BudgetName name(RoutingContext context) {
        String workGroup = context.pathParam("name");
        return workGroup == null ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(workGroup);
    }

    /** The limit in the body, empty if it is null there; null if there is none or it is not a limit. */
    @SuppressWarnings("NullableOptional") // three things to tell apart, for one caller
    private static @Nullable OptionalInt readLimit(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            if (body == null || !body.containsKey(BudgetJson.LIMIT)) {
                return null;
            }
            Object limit = body.getValue(BudgetJson.LIMIT);
            if (limit == null) {
                return OptionalInt.empty();
            }
            return limit instanceof Integer dpus && dpus >= 0 && dpus <= BudgetView.MAX_LIMIT_DPUS
                    ? OptionalInt.of(dpus)
                    : null;
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
