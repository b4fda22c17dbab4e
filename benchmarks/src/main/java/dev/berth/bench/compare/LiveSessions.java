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
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();
    private static final int DPUS = 20;
    private static final int MOST_AT_ONCE = 50_000;
    private static final long PAUSE_NANOS = 5_000_000;

    private final ServerProcess server;
    private final SessionApi api;
    private final int live;
    private final int connections;
    private int turns;

    private LiveSessions(ServerProcess server, int live, int connections) {
        this.server = server;
        this.api = new SessionApi(server);
        this.live = live;
        this.connections = connections;
    }

    /** Starts a server, and the sessions that are to live. */
    static LiveSessions start(int live, Folder folder, List<String> jvmOptions, int connections) throws Exception {
        ServerProcess server = ServerProcess.start(
                ServerProcess.java(jvmOptions, Side.MEMORY.command(folder.path().resolve("live-" + live), LOOPS)));
        LiveSessions started = new LiveSessions(server, live, connections);
        try {
            StartRequests starts = new StartRequests(server.uri().getAuthority());
            for (int missing = live; missing > 0; missing -= MOST_AT_ONCE) {
                var unused = started.sendAll(starts.make(Math.min(missing, MOST_AT_ONCE)));
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
        long nanos = sendAll(made);
        Turn turn = Turn.of(requests, nanos, server.cpuTime().minus(cpuBefore));
        awaitHeld(live + requests);
        api.call(
                "DeleteWorkGroup",
                new JsonObject().put("WorkGroup", workGroup.getString("Name")).put("RecursiveDeleteOption", true));
        awaitHeld(live);
        return turn;
    }

    /** Sends them on connections that are new, for a server closes those that are idle for long; the time that it took. */
    private long sendAll(byte[][] requests) throws Exception {
        try (WireClient client = new WireClient(server.address(), connections, LOOPS)) {
            return client.sendAll(requests);
        }
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
        server.close();
    }
}
