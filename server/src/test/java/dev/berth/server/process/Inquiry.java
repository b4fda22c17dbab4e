package dev.berth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.process.HttpApi.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a server for all that a ledger has, and holds its answers against it. */
final class Inquiry {
    private static final Set<String> LIVE = Set.of("CREATING", "CREATED", "IDLE");
    private static final Set<String> ENDING = Set.of("TERMINATING", "TERMINATED");

    private final HttpApi api;
    private final Ledger ledger;

    Inquiry(HttpApi api, Ledger ledger) {
        this.api = api;
        this.ledger = ledger;
    }

    /** Repeats every start with a token: the answered ones have their answer again, the others get one now. */
    void repeatStarts(List<Ledger.TokenUse> uses) {
        for (Ledger.TokenUse use : uses) {
            JsonObject answer = api.get("StartSession", use.request);
            assertThat(use.answered(answer.encode()))
                    .as("the first answer, again: %s to %s", answer, use.request)
                    .isTrue();
            ledger.add(answer.getString("SessionId"), use.request);
        }
    }

    /** Each session is there as it was asked for, in a state that what was done to it allows, with its last tag. */
    void checkSessions(List<Ledger.Session> sessions) {
        for (Ledger.Session session : sessions) {
            JsonObject shown = api.get("GetSession", new JsonObject().put("SessionId", session.id));
            checkRequest(session, shown);
            checkState(session, shown.getJsonObject("Status").getString("State"));
            checkTag(session);
        }
    }

    private static void checkRequest(Ledger.Session session, JsonObject shown) {
        JsonObject request = session.request;
        assertThat(shown.getString("WorkGroup")).as(session.id).isEqualTo(session.workGroup());
        assertThat(shown.getString("Description")).as(session.id).isEqualTo(request.getString("Description"));
        assertThat(shown.getJsonObject("EngineConfiguration").getInteger("MaxConcurrentDpus"))
                .as(session.id)
                .isEqualTo(session.dpus());
        assertThat(shown.getJsonObject("SessionConfiguration").getInteger("IdleTimeoutSeconds"))
                .as(session.id)
                .isEqualTo(60 * request.getInteger("SessionIdleTimeoutInMinutes"));
    }

    private static void checkState(Ledger.Session session, String state) {
        if (session.seenEnded) {
            assertThat(state).as("%s has been seen ended", session.id).isEqualTo("TERMINATED");
        } else if (session.end.isAcknowledged()) {
            assertThat(state).as("%s was told to end", session.id).isIn(ENDING);
        } else if (!session.end.isAsked()) {
            assertThat(state).as("%s was never told to end", session.id).isIn(LIVE);
        }
        session.seenEnded = state.equals("TERMINATED");
        session.end.settle(ENDING.contains(state));
    }

    private void checkTag(Ledger.Session session) {
        JsonArray tags = api.get("ListTagsForResource", new JsonObject().put("ResourceARN", session.arn()))
                .getJsonArray("Tags");
        int shown = tags.isEmpty() ? 0 : Integer.parseInt(tags.getJsonObject(0).getString("Value"));
        assertThat(session.tag.admits(shown))
                .as("%s shows tag %s of %s", session.id, shown, session.tag)
                .isTrue();
        session.tag.settle(shown);
    }

    /** Each work group is there, or is not, with its last description and limit. */
    void checkWorkGroups(List<Ledger.WorkGroup> workGroups) {
        for (Ledger.WorkGroup workGroup : workGroups) {
            JsonObject shown = find(workGroup.name);
            if (workGroup.deletion.isAcknowledged()) {
                assertThat(shown).as("%s was deleted", workGroup.name).isNull();
            } else if (workGroup.creation.isAcknowledged() && !workGroup.deletion.isAsked()) {
                assertThat(shown).as("%s was created", workGroup.name).isNotNull();
            }
            if (shown != null) {
                checkValues(workGroup, shown);
            }
            workGroup.creation.settle(true);
            workGroup.deletion.settle(shown == null);
        }
    }

    private @Nullable JsonObject find(String workGroup) {
        Answer answer = api.call("GetWorkGroup", new JsonObject().put("WorkGroup", workGroup))
                .orElseThrow();
        assertThat(answer.isSuccess() || answer.body().contains("WorkGroup is not found."))
                .as("%s", answer)
                .isTrue();
        return answer.isSuccess() ? answer.json().getJsonObject("WorkGroup") : null;
    }

    private void checkValues(Ledger.WorkGroup workGroup, JsonObject shown) {
        int description = Integer.parseInt(shown.getString("Description"));
        assertThat(workGroup.description.admits(description))
                .as("%s shows description %s of %s", workGroup.name, description, workGroup.description)
                .isTrue();
        workGroup.description.settle(description);
        Integer limit =
                new JsonObject(api.get("/admin/v1/budgets/workgroup/" + workGroup.name)).getInteger("limitDpus");
        int limitValue = limit == null ? 0 : limit - LoadClient.LEAST_LIMIT;
        assertThat(workGroup.limit.admits(limitValue))
                .as("%s shows limit %s of %s", workGroup.name, limitValue, workGroup.limit)
                .isTrue();
        workGroup.limit.settle(limitValue);
    }

    /** Once no session is on its way to its end: each budget holds what its live sessions hold, no more and no less. */
    void checkBudgets() {
        while (metric("berth_sessions{state=\"TERMINATING\"}") > 0) {
            Thread.onSpinWait();
        }
        Map<String, Integer> dpus = new HashMap<>();
        int live = 0;
        for (String workGroup : workGroupNames()) {
            for (String id : liveSessions(workGroup)) {
                dpus.merge("workgroup/" + workGroup, dpusOf(id), Integer::sum);
                dpus.merge("account", dpusOf(id), Integer::sum);
                live++;
            }
        }
        JsonArray budgets = new JsonObject(api.get("/admin/v1/budgets")).getJsonArray("budgets");
        for (int i = 0; i < budgets.size(); i++) {
            JsonObject budget = budgets.getJsonObject(i);
            assertThat(budget.getInteger("heldDpus"))
                    .as("held by %s", budget.getString("budget"))
                    .isEqualTo(dpus.getOrDefault(budget.getString("budget"), 0));
        }
        assertThat(metric("berth_live_sessions")).isEqualTo(live);
        assertThat(metric("berth_claimed_dpus")).isZero();
        assertThat(metric("berth_audit_difference_dpus")).isZero();
    }

    private int dpusOf(String id) {
        Ledger.Session known = ledger.session(id);
        return known != null
                ? known.dpus()
                : api.get("GetSession", new JsonObject().put("SessionId", id))
                        .getJsonObject("EngineConfiguration")
                        .getInteger("MaxConcurrentDpus");
    }

    private List<String> workGroupNames() {
        return pages("ListWorkGroups", new JsonObject(), "WorkGroups", "Name");
    }

    /** Without a filter, the sessions that are active. */
    private List<String> liveSessions(String workGroup) {
        return pages("ListSessions", new JsonObject().put("WorkGroup", workGroup), "Sessions", "SessionId");
    }

    private List<String> pages(String operation, JsonObject request, String list, String member) {
        List<String> all = new ArrayList<>();
        String next = null;
        do {
            JsonObject page = api.get(operation, next == null ? request : request.put("NextToken", next));
            JsonArray entries = page.getJsonArray(list);
            for (int i = 0; i < entries.size(); i++) {
                all.add(entries.getJsonObject(i).getString(member));
            }
            next = page.getString("NextToken");
        } while (next != null);
        return all;
    }

    private int metric(String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " ([0-9.E]+)$", Pattern.MULTILINE)
                .matcher(api.get("/metrics"));
        assertThat(line.find()).as(series).isTrue();
        return (int) Double.parseDouble(line.group(1));
    }
}
