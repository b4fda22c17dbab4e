package dev.berth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.JournalEntry;
import dev.berth.engine.JournalInspection;
import dev.berth.server.process.HttpApi.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose disk refuses to write. The shell's limit on the size of files stands for it: beyond the limit every write
 * fails, to a file that the server makes as well as to one that it found.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DiskFailureIT {
    private static final int ENGINE_FAILED = 70;
    private static final int SESSIONS = 120;
    private static final int MAX_BATCH_BYTES = 4_096;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 512;
    /** Room for some ends, and for what a start writes again. */
    private static final long ROOM_BYTES = MAX_BATCH_BYTES + 4_096;

    @TempDir
    private Path folder;

    private final List<BerthProcess> processes = new ArrayList<>();

    @BeforeEach
    void writeSettings() throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), """
                port: 0
                account-dpus: 1000000
                journal: {max-batch-bytes: %d, segment-bytes: %d}
                """.formatted(MAX_BATCH_BYTES, SEGMENT_BYTES));
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(BerthProcess::close);
    }

    @Test
    void withoutRoom_startsAreRefused_endsAccepted_andTheServerGoesOn() throws Exception {
        List<String> ids = startSessionsAndStop();
        BerthProcess full = launchWithLimit(SEGMENT_BYTES / 2);
        HttpApi api = new HttpApi(full.awaitUrl());

        awaitRefusal(api);

        assertThat(end(api, ids.get(0)).orElseThrow().isSuccess()).isTrue();
        assertThat(api.get("/health/ready")).contains("ready");
        assertThat(full.errors()).contains("no room for another segment");
        assertThat(full.terminate()).isZero();
        BerthProcess roomy = launch();
        HttpApi again = new HttpApi(roomy.awaitUrl());
        assertThat(start(again, "after").orElseThrow().isSuccess()).isTrue();
        assertThat(stateOf(again, ids.get(0))).isIn("TERMINATING", "TERMINATED");
    }

    @Test
    void failedWrite_endsTheProcessWith70_andLosesNothing() throws Exception {
        List<String> ids = startSessionsAndStop();
        BerthProcess failing = launchWithLimit(endOfLog() + ROOM_BYTES);
        HttpApi api = new HttpApi(failing.awaitUrl());
        awaitRefusal(api);

        List<String> ended = new ArrayList<>();
        Optional<Answer> answer = end(api, ids.get(0));
        while (answer.isPresent() && answer.get().isSuccess()) {
            ended.add(ids.get(ended.size()));
            answer = end(api, ids.get(ended.size()));
        }

        // It may have been this change that could not be written, or one of a session's own, just before.
        answer.ifPresent(refused -> assertThat(refused.status()).isEqualTo(500));
        api.call("GetSession", new JsonObject().put("SessionId", ids.get(0)))
                .ifPresent(read -> assertThat(read.isSuccess()).isTrue());
        start(api, "refused").ifPresent(refused -> assertThat(refused.status()).isEqualTo(500));
        assertThat(failing.exitCode()).isEqualTo(ENGINE_FAILED);
        assertThat(failing.errors())
                .contains("berth: the engine has failed and makes no change any more: the journal failed: ")
                .contains("; ending with exit code 70");

        HttpApi again = new HttpApi(launch().awaitUrl());
        assertThat(ended).isNotEmpty().hasSizeLessThan(SESSIONS - 1);
        for (String id : ended) {
            assertThat(stateOf(again, id)).isIn("TERMINATING", "TERMINATED");
        }
        for (String id : ids.subList(ended.size() + 1, SESSIONS)) {
            assertThat(stateOf(again, id)).isIn("CREATING", "CREATED", "IDLE");
        }
    }

    private List<String> startSessionsAndStop() throws Exception {
        BerthProcess first = launch();
        HttpApi api = new HttpApi(first.awaitUrl());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ids.add(start(api, "x".repeat(1_000)).orElseThrow().json().getString("SessionId"));
        }
        assertThat(first.terminate()).isZero();
        return ids;
    }

    /** The next segment is made behind; until that has failed, a start is accepted. */
    private static void awaitRefusal(HttpApi api) {
        Answer answer = start(api, "refused").orElseThrow();
        while (answer.isSuccess()) {
            answer = start(api, "refused").orElseThrow();
        }
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().getString("__type")).isEqualTo("InternalServerException");
        assertThat(answer.json().getString("Message"))
                .isEqualTo("No session can be started: the journal has no room for new sessions.");
    }

    private static Optional<Answer> start(HttpApi api, String description) {
        return api.call(
                "StartSession",
                new JsonObject()
                        .put("WorkGroup", "spark-primary")
                        .put("Description", description)
                        .put("EngineConfiguration", new JsonObject().put("MaxConcurrentDpus", 2)));
    }

    private static Optional<Answer> end(HttpApi api, String id) {
        return api.call("TerminateSession", new JsonObject().put("SessionId", id));
    }

    private static String stateOf(HttpApi api, String id) {
        return api.get("GetSessionStatus", new JsonObject().put("SessionId", id))
                .getJsonObject("Status")
                .getString("State");
    }

    /** Where the last batch begins. */
    private long endOfLog() throws IOException {
        AtomicLong end = new AtomicLong();
        JournalInspection.read(folder.resolve("data/journal"), (JournalEntry entry) -> end.set(entry.position()));
        return end.get();
    }

    private BerthProcess launch() throws IOException {
        return launch(List.of());
    }

    private BerthProcess launchWithLimit(long bytes) throws IOException {
        long blocks = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return launch(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$0\" \"$@\""));
    }

    private BerthProcess launch(List<String> launcher) throws IOException {
        BerthProcess process = BerthProcess.launch(
                folder.resolve("errors"),
                launcher,
                BerthProcess.SMALL,
                List.of(
                        "--runtime=simulated",
                        "--data=" + folder.resolve("data"),
                        "--config=" + folder.resolve("berth.yaml")));
        processes.add(process);
        return process;
    }
}
