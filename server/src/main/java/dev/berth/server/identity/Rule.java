package dev.berth.server.identity;

import java.util.List;

/**
 * Actions on resources, which an identity is allowed or denied. Immutable.
 *
 * @param actions patterns of actions, such as {@code athena:Get*}; at least one
 * @param on patterns of resources, such as {@code workgroup/analytics-*}; at least one
 */
record Rule(List<String> actions, List<String> on) {
    Rule {
        actions = List.copyOf(actions);
        on = List.copyOf(on);
    }

    boolean covers(String action, String resource) {
        return coversAction(action) && Wildcard.matchesAny(on, resource, false);
    }

    /** In any letter case, as in IAM. */
    boolean coversAction(String action) {
        return Wildcard.matchesAny(actions, action, true);
    }

    @Override
    public String toString() {
        return String.join(",", actions) + " on " + String.join(",", on);
    }
}
