package dev.berth.server.console;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request for sessions asks.
 *
 * @param filter which sessions
 * @param after where to go on; {@code null} for the newest
 * @param limit the most sessions, from 1 to {@value #MAX_LIMIT}
 */
record SessionRequest(SessionFilter filter, @Nullable SessionId after, int limit) {
    static final int MAX_LIMIT = 200;

    private static final int USUAL_LIMIT = 50;
    private static final int MAX_TEXT = 256;
    private static final Set<String> NAMES = Set.of("workGroup", "state", "search", "after", "limit");

    /**
     * Reads the parameters of a query.
     *
     * @throws QueryException if one cannot be used
     */
    static SessionRequest read(MultiMap parameters) throws QueryException {
        for (Map.Entry<String, String> each : parameters) {
            String name = each.getKey();
            if (!NAMES.contains(name)) {
                throw new QueryException("The parameters are workGroup, state, search, after and limit.");
            }
            if (parameters.getAll(name).size() > 1) {
                throw new QueryException("The parameter " + name + " is there twice.");
            }
        }
        SessionFilter filter = new SessionFilter(
                given("workGroup", parameters), state(given("state", parameters)), text(given("search", parameters)));
        return new SessionRequest(filter, after(given("after", parameters)), limit(given("limit", parameters)));
    }

    /** An empty parameter is none: forms send them. */
    private static @Nullable String given(String name, MultiMap parameters) {
        String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable SessionState state(@Nullable String name) throws QueryException {
        if (name == null) {
            return null;
        }
        List<SessionState> states = Arrays.asList(SessionState.values());
        return states.stream()
                .filter(state -> state.name().equals(name))
                .findAny()
                .orElseThrow(() -> new QueryException("The parameter state must be one of " + states + "."));
    }

    private static @Nullable String text(@Nullable String given) throws QueryException {
        if (given != null && given.length() > MAX_TEXT) {
            throw new QueryException("The parameter search must have at most " + MAX_TEXT + " characters.");
        }
        return given;
    }

    private static @Nullable SessionId after(@Nullable String token) throws QueryException {
        try {
            return token == null ? null : SessionId.parse(token);
        } catch (IllegalArgumentException notAnId) {
            throw new QueryException("The parameter after must be what an answer had as its after.");
        }
    }

    private static int limit(@Nullable String text) throws QueryException {
        if (text == null) {
            return USUAL_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // As one that is out of range.
        }
        throw new QueryException("The parameter limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
}
