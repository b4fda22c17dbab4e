package dev.berth.bench.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The calculations of a {@link FakeServer}, all of which have ended when they are first asked for, and the promises about them
 * that it may break. Belongs to its event loop.
 */
final class FakeCalculations {
    private final List<Calculation> all = new ArrayList<>();
    private final Map<String, Calculation> byToken = new HashMap<>();
    private final Map<String, Calculation> byId = new HashMap<>();
    private boolean forgetsTokens;
    private boolean losesSome;
    private boolean changesEnds;

    /** A calculation as this server sees it. */
    private static final class Calculation {
        private final String id = UUID.randomUUID().toString();
        private final String session;
        private final String description;
        private boolean wasSeen;

        Calculation(JsonObject request) {
            this.session = request.getString("SessionId");
            this.description = request.getString("Description");
        }
    }

    void forgetTokens() {
        forgetsTokens = true;
    }

    void loseSome() {
        losesSome = true;
    }

    void changeEnds() {
        changesEnds = true;
    }

    /** The answer to a request that starts one, or did so before. */
    JsonObject start(JsonObject request) {
        String token = request.getString("ClientRequestToken");
        Calculation calculation = forgetsTokens ? null : byToken.get(token);
        if (calculation == null) {
            calculation = new Calculation(request);
            all.add(calculation);
            byToken.put(token, calculation);
            byId.put(calculation.id, calculation);
        }
        return new JsonObject().put("CalculationExecutionId", calculation.id).put("State", "CREATING");
    }

    /** Whether the request repeats one. */
    boolean isKnown(JsonObject request) {
        return byToken.containsKey(request.getString("ClientRequestToken"));
    }

    /** The answer to a question for one; empty if it is not known. */
    Optional<JsonObject> get(JsonObject request) {
        Calculation calculation = byId.get(request.getString("CalculationExecutionId"));
        if (calculation == null || (losesSome && all.indexOf(calculation) % 2 == 0)) {
            return Optional.empty();
        }
        String state = changesEnds && calculation.wasSeen ? "FAILED" : "COMPLETED";
        calculation.wasSeen = true;
        return Optional.of(new JsonObject()
                .put("CalculationExecutionId", calculation.id)
                .put("SessionId", calculation.session)
                .put("Status", new JsonObject().put("State", state)));
    }

    /** The answer to a question for those of a session. */
    JsonObject list(JsonObject request) {
        JsonArray listed = new JsonArray();
        all.stream()
                .filter(calculation -> calculation.session.equals(request.getString("SessionId")))
                .forEach(calculation -> listed.add(new JsonObject()
                        .put("CalculationExecutionId", calculation.id)
                        .put("Description", calculation.description)));
        return new JsonObject().put("Calculations", listed);
    }
}
