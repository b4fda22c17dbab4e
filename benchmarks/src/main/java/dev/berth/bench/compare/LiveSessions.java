package dev.berth.bench.compare;

import dev.berth.bench.Folder;
import dev.berth.bench.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in which a given number of sessions lives all the time. What a turn starts is in a work group of its own, which
 * is deleted afterwards with its sessions, outside of what is measured.
 */
final class LiveSessions implements AutoCloseable {
    private static final int DPUS = 20;
    private static final int MOST_AT_ONCE = 50_000;
    private static final long PAUSE_NANOS = 5_000_000;

    private final ServerProcess server;
    private final WireClient client;
    private final SessionApi api;
    private final int live;
    private int turns;

    private LiveSessions(ServerProcess server, WireClient client, int live) {
        this.server = server;
        this.client = client;
        this.api = new SessionApi(server);
        this.live = live;
    }

    /** Starts a server, and the sessions that are to live. */
    static LiveSessions start(int live, Folder folder, List<String> jvmOptions, int connections) throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        ServerProcess server = ServerProcess.start(
                ServerProcess.java(jvmOptions, Side.MEMORY.command(folder.path().resolve("live-" + live), loops)));
        LiveSessions started = new LiveSessions(server, new WireClient(server.address(), connections, loops), live);
        try {
            StartRequests starts = new StartRequests(server.uri().getAuthority());
            for (int missing = live; missing > 0; missing -= MOST_AT_ONCE) {
                var unused = started.client.sendAll(starts.make(Math.min(missing, MOST_AT_ONCE)));
            }
            started.awaitHeld(live);
            return started;
        } catch (Exception failed) {
            started.close();
            throw failed;
        }
    }

    /** Starts so many sessions, and ends them. */
    Turn turn(int requests) throws Exception {
        JsonObject configuration = new JsonObject()
                .put("EngineVersion", new JsonObject().put("SelectedEngineVersion", "PySpark engine version 3"))
                .put("ExecutionRole", "arn:aws:iam::000000000000:role/any");
        JsonObject workGroup = new JsonObject().put("Name", "turn-" + ++turns).put("Configuration", configuration);
        api.call("CreateWorkGroup", workGroup);
        byte[][] made = new StartRequests(server.uri().getAuthority(), workGroup.getString("Name")).make(requests);
        Duration cpuBefore = server.cpuTime();
        long nanos = client.sendAll(made);
        Turn turn = Turn.of(requests, nanos, server.cpuTime().minus(cpuBefore));
        awaitHeld(live + requests);
        api.call(
                "DeleteWorkGroup",
                new JsonObject().put("WorkGroup", workGroup.getString("Name")).put("RecursiveDeleteOption", true));
        awaitHeld(live);
        return turn;
    }

    /** Waits until as many sessions live; more or fewer than asked for is an error of the server, and found here. */
    private void awaitHeld(int sessions) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (api.heldDpus() != (long) sessions * DPUS) {
            if (System.nanoTime() > deadline) {
                throw new IOException(api.heldDpus() + " DPUs are held, not those of " + sessions + " sessions");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
