package dev.berth.server.process;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What clients know of a server: what it has acknowledged, and what they asked for without hearing of it. Thread-safe. */
final class Ledger {
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, WorkGroup> workGroups = new ConcurrentHashMap<>();
    private final List<TokenUse> tokens = Collections.synchronizedList(new ArrayList<>());

    /** A session that a start was answered with. */
    Session add(String id, JsonObject request) {
        return sessions.computeIfAbsent(id, same -> new Session(same, request));
    }

    @Nullable
    Session session(String id) {
        return sessions.get(id);
    }

    List<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    /** A work group whose creation is about to be asked for. */
    WorkGroup addWorkGroup(String name) {
        WorkGroup workGroup = new WorkGroup(name);
        workGroups.put(name, workGroup);
        return workGroup;
    }

    List<WorkGroup> workGroups() {
        return List.copyOf(workGroups.values());
    }

    /** A token that is about to be used for the first time. */
    TokenUse addToken(JsonObject request) {
        TokenUse use = new TokenUse(request);
        tokens.add(use);
        return use;
    }

    List<TokenUse> tokens() {
        synchronized (tokens) {
            return List.copyOf(tokens);
        }
    }

    /** A deed that is asked for, then acknowledged. Its only doer does nothing else to the same thing in between. */
    static final class Deed {
        private volatile boolean asked;
        private volatile boolean acknowledged;

        void ask() {
            asked = true;
        }

        void acknowledge() {
            acknowledged = true;
        }

        /** Takes what a server shows for what has become of it, now that nobody else is asking. */
        void settle(boolean done) {
            asked = done;
            acknowledged = done;
        }

        boolean isAsked() {
            return asked;
        }

        boolean isAcknowledged() {
            return acknowledged;
        }
    }

    /** A value that is set again and again, each time to a larger one, by one client. */
    static final class Value {
        private volatile int acknowledged;
        private volatile int asked;

        int next() {
            asked = acknowledged + 1;
            return asked;
        }

        void acknowledge() {
            acknowledged = asked;
        }

        /** Whether a server may show it. */
        boolean admits(int shown) {
            return shown == acknowledged || shown == asked;
        }

        /** Takes what the server shows for what holds. */
        void settle(int shown) {
            acknowledged = shown;
            asked = shown;
        }

        @Override
        public String toString() {
            return acknowledged + ".." + asked;
        }
    }

    /** A session: what was asked for, and what was done to it since. */
    static final class Session {
        final String id;
        final JsonObject request;
        final Deed end = new Deed();
        final Value tag = new Value();
        volatile boolean seenEnded;

        Session(String id, JsonObject request) {
            this.id = id;
            this.request = request;
        }

        String workGroup() {
            return request.getString("WorkGroup");
        }

        int dpus() {
            return request.getJsonObject("EngineConfiguration").getInteger("MaxConcurrentDpus");
        }

        String arn() {
            return "arn:aws:athena:us-east-1:000000000000:workgroup/" + workGroup() + "/session/" + id;
        }
    }

    /** A work group of one client. */
    static final class WorkGroup {
        final String name;
        final Deed creation = new Deed();
        final Deed deletion = new Deed();
        final Value description = new Value();
        final Value limit = new Value();

        WorkGroup(String name) {
            this.name = name;
        }
    }

    /** A token with the request that it stands for, and the one answer that this may have. */
    static final class TokenUse {
        final JsonObject request;
        private @Nullable String answer;

        TokenUse(JsonObject request) {
            this.request = request;
        }

        /** Notes an answer; false if there was another one before. */
        synchronized boolean answered(String body) {
            if (answer == null) {
                answer = body;
            }
            return answer.equals(body);
        }

        synchronized boolean isInDoubt() {
            return answer == null;
        }
    }
}
