package dev.berth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server while clients are at it, starts it again on the same folder, and asks for all that it has acknowledged;
 * again and again. Now and then the start is killed as well.
 *
 * <p>{@code -Dberth.kills=N} kills N times rather than 20, {@code -Dberth.seed=S} lets the clients ask for the same again; at
 * which of their questions the server dies is up to the machine.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class KillIT {
    private static final int CLIENTS = 4;
    private static final int MAX_ANSWERS = 500;
    /** How much of what was asked for after an earlier kill is asked for again after the next one. In the end all of it is. */
    private static final int SAMPLE = 50;

    private static final int LAUNCHES_A_KILLED_START = 4;

    private final int kills = Integer.getInteger("berth.kills", 20);
    private final long seed = Long.getLong("berth.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Ledger ledger = new Ledger();
    private final Set<Ledger.Session> knownSessions = new LinkedHashSet<>();
    private final Set<Ledger.WorkGroup> knownWorkGroups = new LinkedHashSet<>();
    private final Set<Ledger.TokenUse> knownTokens = new LinkedHashSet<>();
    private final List<BerthProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() {
        processes.forEach(BerthProcess::close);
    }

    @Test
    void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
        System.out.println("KillIT: " + kills + " kills; again with -Dberth.seed=" + seed);
        for (int kill = 1; kill <= kills; kill++) {
            BerthProcess server = start();
            HttpApi api = new HttpApi(server.awaitUrl());
            inquire(api, SAMPLE);
            loadUntilKilled(server, api, "client-" + kill);
            if (random.nextInt(LAUNCHES_A_KILLED_START) == 0) {
                killAStart();
            }
        }

        BerthProcess last = start();
        HttpApi api = new HttpApi(last.awaitUrl());
        inquire(api, Integer.MAX_VALUE);
        assertThat(last.terminate()).isZero();
        BerthProcess closed = start();
        inquire(new HttpApi(closed.awaitUrl()), SAMPLE);
        System.out.println("KillIT: " + ledger.sessions().size() + " sessions, "
                + ledger.tokens().size() + " tokens, " + ledger.workGroups().size() + " work groups; files " + files());
        assertThat(files()).as("the log was cut by snapshots").anyMatch(name -> name.startsWith("snapshot-"));
    }

    /** First the sessions, for a token that is in doubt may only now start one. */
    private void inquire(HttpApi api, int sample) {
        Inquiry inquiry = new Inquiry(api, ledger);
        inquiry.checkSessions(newAndSome(ledger.sessions(), knownSessions, sample));
        inquiry.checkWorkGroups(newAndSome(ledger.workGroups(), knownWorkGroups, sample));
        inquiry.repeatStarts(newAndSome(ledger.tokens(), knownTokens, sample));
        inquiry.checkBudgets();
    }

    /** All that is new since the last time, and so many of the others, chosen at random. */
    private <T> List<T> newAndSome(List<T> all, Set<T> known, int sample) {
        List<T> chosen = new ArrayList<>(known);
        Collections.shuffle(chosen, new Random(random.nextLong()));
        chosen.subList(Math.min(sample, chosen.size()), chosen.size()).clear();
        all.stream().filter(known::add).forEach(chosen::add);
        return chosen;
    }

    private void loadUntilKilled(BerthProcess server, HttpApi api, String name) {
        int killAt = 1 + random.nextInt(MAX_ANSWERS);
        AtomicInteger answers = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            LoadClient load = new LoadClient(api, ledger, name + "-" + client, random.split(), () -> {
                if (answers.incrementAndGet() == killAt) {
                    server.kill();
                }
            });
            clients.add(CompletableFuture.runAsync(load, work -> new Thread(work, name).start()));
        }
        try {
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        } finally {
            server.kill();
        }
    }

    /** A start that reads the journal, or has just done so, is killed too. */
    private void killAStart() throws Exception {
        BerthProcess doomed = start();
        doomed.endsWithin(500 + random.nextInt(1_500));
        doomed.kill();
    }

    private BerthProcess start() throws Exception {
        if (!processes.isEmpty()) {
            // The lock of its folder goes with it.
            processes.get(processes.size() - 1).exitCode();
        }
        BerthProcess server = BerthProcess.launch(
                folder.resolve("errors"),
                BerthProcess.SMALL,
                List.of(
                        "--runtime",
                        "simulated",
                        "--config",
                        settings().toString(),
                        "--data",
                        folder.resolve("data").toString()));
        processes.add(server);
        return server;
    }

    private Path settings() throws IOException {
        return Files.writeString(
                folder.resolve("berth.yaml"), """
                port: 0
                account-dpus: 1000000000
                journal: {durability: sync, max-batch-bytes: 16384, segment-bytes: 65536, snapshot-bytes: 65536}
                runtime.simulated: {launch-median: 20ms, launch-p99: 100ms, terminate-median: 5ms, terminate-p99: 50ms}
                """.replace("runtime.simulated: ", "runtime:\n  simulated: "));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/journal"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
