package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ErrorCode;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.server.audit.AuditEntry;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Identities;
import dev.berth.server.sigv4.SignedService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down of calls. Those of proven callers are with the tests of permissions. */
class AuditedCallTest {
    private static final String START =
            "{\"WorkGroup\":\"spark\",\"ClientRequestToken\":\"token-of-32-characters-or-so-is-a-secret\","
                    + "\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}";

    private final Athena athena = new Athena(new Authenticator(Identities.none(), SignedService.json("athena", null)));

    private AuditEntry only() {
        assertThat(athena.audited).hasSize(1);
        return athena.audited.get(0);
    }

    private void assertEntry(
            String action,
            @Nullable String resource,
            @Nullable String session,
            @Nullable String calculation,
            String outcome) {
        AuditEntry entry = only();
        assertThat(entry)
                .isEqualTo(new AuditEntry(
                        entry.timeMillis(),
                        null,
                        "192.0.2.7",
                        action,
                        resource,
                        session,
                        calculation,
                        outcome,
                        "request"));
    }

    @Test
    void start_isWrittenDown_withItsSession_andWithoutItsToken() {
        String id = athena.call("StartSession", START).json().getString("SessionId");

        assertEntry("athena:StartSession", "workgroup/spark", id, null, "ok");
        assertThat(only().timeMillis()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
        assertThat(only().toString()).doesNotContain("token");
    }

    @Test
    void start_isWrittenDown_whenItHasEnded() {
        CompletableFuture<StartOutcome> later = new CompletableFuture<>();
        athena.scheduler.onStart = start -> later;
        athena.call("StartSession", START);
        assertThat(athena.audited).isEmpty();

        later.completeExceptionally(new SchedulerException(ErrorCode.CLOSED, "closed", null));
        assertEntry("athena:StartSession", "workgroup/spark", null, null, "InternalServerException");
    }

    @Test
    void start_ofWhichNobodyKnows_isUnknown() {
        athena.scheduler.onStart = start -> CompletableFuture.failedFuture(
                new SchedulerException(ErrorCode.JOURNAL_FAILED, "the disk failed", null));
        athena.call("StartSession", START);

        assertEntry("athena:StartSession", "workgroup/spark", null, null, "unknown");
    }

    @Test
    void defect_isWrittenDown() {
        athena.scheduler.onStart = start -> {
            throw new IllegalStateException("defect");
        };
        assertThat(athena.call("StartSession", START).failure()).hasMessage("defect");

        assertEntry("athena:StartSession", "workgroup/spark", null, null, "InternalServerException");
    }

    @Test
    void refusal_isWrittenDown_byItsName() {
        Athena.Outcome refused = athena.call(
                "StartSession", "{\"WorkGroup\":\"nowhere\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}");

        String error = new JsonObject(refused.text()).getString("__type");
        assertThat(error).endsWith("Exception");
        assertEntry("athena:StartSession", "workgroup/nowhere", null, null, error);
    }

    @Test
    void whatCannotBeRead_hasNoResource() {
        athena.call("StartSession", "nonsense");
        assertEntry("athena:StartSession", null, null, null, "SerializationException");
    }

    @Test
    void calculation_isWrittenDown_withItsSession_andWithoutItsCode() {
        SessionId session = new TestSession().addTo(athena.scheduler);
        String id = athena.call(
                        "StartCalculationExecution", "{\"SessionId\":\"" + session + "\",\"CodeBlock\":\"secret\"}")
                .json()
                .getString("CalculationExecutionId");

        assertEntry("athena:StartCalculationExecution", "workgroup/spark", session.toString(), id, "ok");
    }

    @Test
    void end_isWrittenDown() {
        SessionId session = new TestSession().addTo(athena.scheduler);
        athena.call("TerminateSession", "{\"SessionId\":\"" + session + "\"}");

        assertEntry("athena:TerminateSession", "workgroup/spark", session.toString(), null, "ok");
    }

    @Test
    void unknownSession_isWrittenDown_withoutAWorkGroup() {
        String session = "01a20f60-473a-7517-8b6f-8fdc4a857578";
        athena.scheduler.terminated = CompletableFuture.completedFuture(Optional.empty());
        athena.call("TerminateSession", "{\"SessionId\":\"" + session + "\"}");

        assertEntry("athena:TerminateSession", null, session, null, "InvalidRequestException");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CreateWorkGroup | {"Name":"fresh"}
            UpdateWorkGroup | {"WorkGroup":"fresh"}
            DeleteWorkGroup | {"WorkGroup":"fresh"}
            TagResource | {"ResourceARN":"arn:aws:athena:::workgroup/fresh","Tags":[]}
            UntagResource | {"ResourceARN":"arn:aws:athena:::workgroup/fresh","TagKeys":[]}
            CreateNotebook | {"WorkGroup":"fresh","Name":"n"}
            """)
    void whatChangesSomething_isWrittenDown(String operation, String body) {
        athena.call(operation, body);
        assertThat(only().action()).isEqualTo("athena:" + operation);
        assertThat(only().resource()).isEqualTo("workgroup/fresh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GetSession", "ListSessions", "ListWorkGroups", "GetSessionStatus", "ExportNotebook", "Nonsense"
            })
    void whatChangesNothing_isNot(String operation) {
        athena.call(operation, "{\"WorkGroup\":\"spark\"}");
        assertThat(athena.audited).isEmpty();
    }

    @Test
    void stranger_isWrittenDown_withoutAName(@TempDir Path folder) throws IOException {
        try (Identities closed = Identities.open(folder, true)) {
            athena.become(new Authenticator(closed, SignedService.json("athena", null)));
            athena.call("StartSession", START);
        }
        assertEntry("athena:StartSession", null, null, null, "MissingAuthenticationTokenException");
    }
}
