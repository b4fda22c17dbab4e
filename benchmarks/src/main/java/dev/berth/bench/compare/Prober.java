package dev.berth.bench.compare;

import dev.berth.bench.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;

/**
 * Starts sessions and ends them again, one after the other on a connection of its own, while others load the server, and
 * times the requests to end them.
 */
final class Prober implements Runnable {
    private static final double P99 = 0.99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final SessionApi api;
    private volatile boolean isStopped;
    private double[] millis = {};

    Prober(ServerProcess server) {
        this.api = new SessionApi(server);
    }

    /** Goes on until it is stopped, and asks at least once. */
    @Override
    public void run() {
        try {
            do {
                String session = api.call(
                                "StartSession",
                                new JsonObject()
                                        .put("WorkGroup", "spark-primary")
                                        .put("EngineConfiguration", new JsonObject().put("MaxConcurrentDpus", 20)))
                        .getString("SessionId");
                long begin = System.nanoTime();
                api.call("TerminateSession", new JsonObject().put("SessionId", session));
                millis = Arrays.copyOf(millis, millis.length + 1);
                millis[millis.length - 1] = (System.nanoTime() - begin) / NANOS_PER_MILLI;
            } while (!isStopped);
        } catch (IOException failed) {
            throw new IllegalStateException("a session could not be started and ended", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        isStopped = true;
    }

    /** The 99th percentile of what ends took, in milliseconds; after it has run. */
    double p99Millis() {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return sorted[(int) (P99 * (sorted.length - 1))];
    }
}
