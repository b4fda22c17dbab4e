package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListExecutorsTest {
    private final Athena athena = new Athena();

    private SessionId add(int dpus, SessionState state) {
        return new TestSession().dpus(dpus).state(state).addTo(athena.scheduler);
    }

    private Athena.Outcome list(SessionId id, @Nullable Integer maxResults, @Nullable String token, String more) {
        JsonObject request = new JsonObject(("{" + more + "}").replace('\'', '"')).put("SessionId", id.toString());
        return athena.call(
                "ListExecutors",
                request.put("MaxResults", maxResults).put("NextToken", token).encode());
    }

    private JsonArray executors(SessionId id, String more) {
        return list(id, null, null, more).json().getJsonArray("ExecutorsSummary");
    }

    @Test
    void executors_areWorkersNewestFirst_thenTheCoordinator() {
        SessionId id = add(3, SessionState.IDLE);
        JsonObject answer = list(id, null, null, "").json();

        assertThat(answer.getString("SessionId")).isEqualTo(id.toString());
        assertThat(answer.containsKey("NextToken")).isFalse();
        List<JsonObject> executors = new ArrayList<>();
        answer.getJsonArray("ExecutorsSummary").forEach(one -> executors.add((JsonObject) one));
        assertThat(executors)
                .extracting(executor -> executor.getString("ExecutorType"))
                .containsExactly("WORKER", "WORKER", "COORDINATOR");
        assertThat(executors).allSatisfy(executor -> {
            assertThat(UUID.fromString(executor.getString("ExecutorId")).version())
                    .isEqualTo(3);
            assertThat(executor.getLong("StartDateTime")).isEqualTo(1_700_000_060_123L);
            assertThat(executor.containsKey("TerminationDateTime")).isFalse();
            assertThat(executor.getString("ExecutorState")).isEqualTo("REGISTERED");
            assertThat(executor.getLong("ExecutorSize")).isEqualTo(1);
        });
        assertThat(executors)
                .extracting(executor -> executor.getString("ExecutorId"))
                .doesNotHaveDuplicates();
        assertThat(executors(id, "")).as("the same again").isEqualTo(answer.getJsonArray("ExecutorsSummary"));
        assertThat(executors(add(3, SessionState.IDLE), ""))
                .as("others for another session")
                .doesNotContainAnyElementsOf(executors);
    }

    @ParameterizedTest
    @CsvSource({
        "CREATING,CREATING",
        "CREATED,CREATED",
        "IDLE,REGISTERED",
        "BUSY,REGISTERED",
        "DEGRADED,REGISTERED",
        "TERMINATING,TERMINATING",
        "TERMINATED,TERMINATED",
        "FAILED,FAILED"
    })
    void state_followsThatOfTheSession(SessionState session, String executor) {
        SessionId id = add(2, session);

        JsonObject newest = executors(id, "").getJsonObject(0);
        assertThat(newest.getString("ExecutorState")).isEqualTo(executor);
        assertThat(newest.getLong("TerminationDateTime")).isEqualTo(session.isEnded() ? 1_700_000_061_623L : null);
        for (String filter : List.of("CREATING", "CREATED", "REGISTERED", "TERMINATING", "TERMINATED", "FAILED")) {
            assertThat(executors(id, "'ExecutorStateFilter':'" + filter + "'"))
                    .as(filter)
                    .hasSize(filter.equals(executor) ? 2 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,7", "3,3", "7,1", "100,1"})
    void pages_untilTheEnd(int maxResults, int pages) {
        SessionId id = add(7, SessionState.BUSY);
        List<Object> seen = new ArrayList<>();
        int read = 0;
        String token = null;
        do {
            JsonObject page = list(id, maxResults, token, "").json();
            page.getJsonArray("ExecutorsSummary").forEach(seen::add);
            token = page.getString("NextToken");
            read++;
        } while (token != null);

        assertThat(read).isEqualTo(pages);
        assertThat(new JsonArray(seen)).isEqualTo(executors(id, ""));
    }

    @Test
    void pages_areAHundredLongIfNotTold() {
        SessionId id = add(250, SessionState.IDLE);
        HashSet<String> ids = new HashSet<>();
        JsonObject page = list(id, null, "", "").json();
        page.getJsonArray("ExecutorsSummary").forEach(one -> ids.add(((JsonObject) one).getString("ExecutorId")));
        assertThat(ids).hasSize(100);

        JsonObject last = list(
                        id,
                        100,
                        list(id, 100, page.getString("NextToken"), "").json().getString("NextToken"),
                        "")
                .json();
        assertThat(last.getJsonArray("ExecutorsSummary")).hasSize(50);
        assertThat(last.containsKey("NextToken")).isFalse();
    }

    @Test
    void token_belongsToItsListOnly() {
        SessionId id = add(5, SessionState.IDLE);
        String token = list(id, 1, null, "").json().getString("NextToken");

        list(id, 1, token, "'ExecutorStateFilter':'REGISTERED'").isInvalid("The nextPageToken is malformed: " + token);
        list(add(5, SessionState.IDLE), 1, token, "").isInvalid("The nextPageToken is malformed: " + token);
        String madeUp = PageToken.of("ListExecutors/" + id + "/", new byte[] {-1, -1, -1, -1});
        assertThat(list(id, 1, madeUp, "").json().getJsonArray("ExecutorsSummary"))
                .isEmpty();
        String tooShort = PageToken.of("ListExecutors/" + id + "/", new byte[] {1});
        list(id, 1, tooShort, "").isInvalid("The nextPageToken is malformed: " + tooShort);
    }

    @Test
    void session_unknown() {
        athena.call("ListExecutors", "{\"SessionId\":\"nonsense\"}").isInvalid("Session nonsense is not found.");
    }
}
