package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.JsonObject;

/**
 * A message from a kernel.
 *
 * @param type what it is, such as {@code execute_reply}
 * @param parentId the id of the request that it belongs to; empty if there is none
 * @param content what it says
 */
record WireMessage(String type, String parentId, JsonObject content) {
    boolean isOk() {
        return "ok".equals(content.getString("status"));
    }
}
