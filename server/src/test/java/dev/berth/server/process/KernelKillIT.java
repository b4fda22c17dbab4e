package dev.berth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.testing.RequiredTools;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kernels outlive the server that started them, and go with it when that is wanted. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("InlineFormatString") // a program reads better by itself
class KernelKillIT {
    private static final int SESSIONS = 10;
    private static final int MANY_SESSIONS = 50;
    private static final int LAUNCHES_AT_ONCE = 4;
    /** A kernel that has started counts until its session is seen IDLE, which takes a moment more. */
    private static final int MAX_STARTING = 3 * LAUNCHES_AT_ONCE;

    /** A shell's background process ignores SIGINT, and so would what it starts. */
    private static final List<String> HEARS_CTRL_C = List.of("env", "--default-signal=INT");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 20_000_000;

    /** Prints numbers until a file is there, and a hundred more; then says so by a file of its own. */
    private static final String COUNT = """
            import os, time
            n, stop = 0, None
            while stop is None or n < stop:
                print(n)
                n += 1
                time.sleep(0.002)
                if stop is None and os.path.exists('%s'):
                    stop = n + 100
            open('%s', 'w').close()
            """;

    @TempDir
    private Path folder;

    private final List<BerthProcess> servers = new ArrayList<>();
    private SessionProcesses processes;
    private HttpApi api;

    @BeforeEach
    void requireKernels() {
        processes = new SessionProcesses(data());
        RequiredTools.ipykernel();
    }

    @AfterEach
    void endProcesses() {
        servers.forEach(BerthProcess::close);
        processes.kill();
    }

    @Test
    void busyKernelsSurviveAKill_andCtrlCEndsThem() throws Exception {
        BerthProcess killed = start();
        List<String> sessions = startIdle(SESSIONS);
        Map<String, String> calculations = new LinkedHashMap<>();
        List<String> early = sessions.subList(0, SESSIONS / 2);
        for (String session : sessions) {
            Path gate = gate(early.contains(session) ? "early" : "late");
            calculations.put(session, calculate(session, COUNT.formatted(gate, done(session))));
        }
        await(
                "all calculations run",
                () -> calculations.values().stream()
                        .allMatch(calculation -> stateOf(calculation).equals("RUNNING")));

        killed.kill();
        killed.exitCode();
        // Half of them end while no server is there, half of them when the next one is.
        Files.createFile(gate("early"));
        await("some have ended", () -> early.stream().allMatch(session -> Files.exists(done(session))));
        BerthProcess next = start();
        assertThat(sessionsIn("IDLE").size() + sessionsIn("BUSY").size()).isEqualTo(SESSIONS);
        Files.createFile(gate("late"));

        calculations.forEach(this::assertEveryNumberIsThereOnce);
        assertThat(sessionsIn("IDLE")).containsExactlyInAnyOrderElementsOf(sessions);

        assertThat(next.terminate()).isZero();
        assertThat(processes.sessions()).containsExactlyInAnyOrderElementsOf(sessions);
        BerthProcess last = start();
        assertThat(sessionsIn("IDLE")).containsExactlyInAnyOrderElementsOf(sessions);
        sessions.forEach(
                session -> assertThat(output(session, "print(n > 100)")).isEqualTo("True\n"));

        assertThat(last.interrupt()).isZero();
        assertThat(processes.sessions()).isEmpty();
    }

    @Test
    void fiftySessionsAtOnce_startAFewAtATime_andLeaveNothing() throws Exception {
        BerthProcess server = start();
        List<String> sessions =
                IntStream.range(0, MANY_SESSIONS).mapToObj(i -> startSession()).toList();
        List<Integer> starting = new ArrayList<>();

        await("all sessions are IDLE", () -> {
            int kernels = processes.sessions().size();
            int idle = sessionsIn("IDLE").size();
            starting.add(kernels - idle);
            return idle == MANY_SESSIONS;
        });

        assertThat(starting).allMatch(kernels -> kernels <= MAX_STARTING);
        assertThat(processes.sessions()).containsExactlyInAnyOrderElementsOf(sessions);
        sessions.forEach(session -> api.get("TerminateSession", json("SessionId", session)));
        await("all sessions are TERMINATED", () -> sessionsIn("TERMINATED").size() == MANY_SESSIONS);
        assertThat(processes.sessions()).isEmpty();
        assertThat(api.get("/metrics")).contains("berth_audit_difference_dpus 0.0");
        assertThat(api.get("/admin/v1/budgets/account")).contains("\"heldDpus\":0");
        assertThat(server.terminate()).isZero();
    }

    /** The output of a count is whole, and the session still has its variables. */
    private void assertEveryNumberIsThereOnce(String session, String calculation) {
        String printed = outputOf(calculation);
        int count = Integer.parseInt(output(session, "print(n)").strip());

        assertThat(count).isGreaterThan(100);
        assertThat(printed)
                .isEqualTo(IntStream.range(0, count).mapToObj(n -> n + "\n").collect(Collectors.joining()));
    }

    private List<String> startIdle(int count) {
        List<String> sessions =
                IntStream.range(0, count).mapToObj(i -> startSession()).toList();
        await("all sessions are IDLE", () -> sessionsIn("IDLE").size() == count);
        return sessions;
    }

    private String startSession() {
        return api.get(
                        "StartSession",
                        json("WorkGroup", "spark-primary").put("EngineConfiguration", json("MaxConcurrentDpus", 2)))
                .getString("SessionId");
    }

    private Set<String> sessionsIn(String state) {
        JsonArray sessions = api.get(
                        "ListSessions",
                        json("WorkGroup", "spark-primary")
                                .put("StateFilter", state)
                                .put("MaxResults", 100))
                .getJsonArray("Sessions");
        return sessions.stream()
                .map(session -> ((JsonObject) session).getString("SessionId"))
                .collect(Collectors.toSet());
    }

    private String calculate(String session, String code) {
        return api.get("StartCalculationExecution", json("SessionId", session).put("CodeBlock", code))
                .getString("CalculationExecutionId");
    }

    private String stateOf(String calculation) {
        return api.get("GetCalculationExecutionStatus", json("CalculationExecutionId", calculation))
                .getJsonObject("Status")
                .getString("State");
    }

    private String output(String session, String code) {
        return outputOf(calculate(session, code));
    }

    /** What a calculation has printed, once it has ended, as it must, well. */
    private String outputOf(String calculation) {
        await("a calculation ends", () -> !Set.of("CREATING", "RUNNING").contains(stateOf(calculation)));
        JsonObject ended = api.get("GetCalculationExecution", json("CalculationExecutionId", calculation));
        assertThat(ended.getJsonObject("Status").getString("State"))
                .as(ended.encode())
                .isEqualTo("COMPLETED");
        String uri = ended.getJsonObject("Result").getString("StdOutS3Uri");
        return api.get(uri.substring("s3:/".length()));
    }

    private Path gate(String name) {
        return folder.resolve(name);
    }

    private Path done(String session) {
        return folder.resolve("done-" + session);
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** A server on the folder of the one before it, ready. */
    private BerthProcess start() throws IOException {
        BerthProcess server = BerthProcess.launch(
                folder.resolve("errors"),
                HEARS_CTRL_C,
                BerthProcess.SMALL,
                List.of("--config", settings().toString(), "--data", data().toString(), "--on-stop", "keep"));
        servers.add(server);
        api = new HttpApi(server.awaitUrl());
        return server;
    }

    private Path settings() throws IOException {
        return Files.writeString(folder.resolve("berth.yaml"), """
                port: 0
                account-dpus: 1000
                journal: {durability: sync, max-batch-bytes: 262144, segment-bytes: 1048576}
                runtime: {name: jupyter, jupyter: {launches-at-once: %d, max-kernels: %d}}
                """.formatted(LAUNCHES_AT_ONCE, MANY_SESSIONS));
    }

    private static JsonObject json(String name, Object value) {
        return new JsonObject().put(name, value);
    }

    private static void await(String what, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - giveUp).as("never: " + what).isNegative();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
