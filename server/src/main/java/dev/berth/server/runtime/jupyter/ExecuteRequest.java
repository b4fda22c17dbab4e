package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.JsonObject;

/** Requests to run code. */
final class ExecuteRequest {
    private ExecuteRequest() {}

    /** Of a calculation. */
    static JsonObject of(String code) {
        return request(code, false);
    }

    /** Of the server itself: leaves no trace in the user's history. */
    static JsonObject silent(String code) {
        return request(code, true);
    }

    private static JsonObject request(String code, boolean silent) {
        return new JsonObject()
                .put("code", code)
                .put("silent", silent)
                .put("store_history", !silent)
                .put("user_expressions", new JsonObject())
                .put("allow_stdin", false)
                .put("stop_on_error", false);
    }
}
