package dev.berth.server.http;

import dev.berth.api.BudgetView;
import io.vertx.core.json.JsonObject;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Budgets as operators read them. */
public final class BudgetJson {
    /** The member that a change gives. */
    static final String LIMIT = "limitDpus";

    private BudgetJson() {}

    /** A budget: its name, its limit or null, what is held and what is free or null. */
    public static JsonObject of(BudgetView budget) {
        return new JsonObject()
                .put("budget", budget.name().toString())
                .put(LIMIT, boxed(budget.limitDpus()))
                .put("heldDpus", budget.heldDpus())
                .put("freeDpus", boxed(budget.freeDpus()));
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
