package dev.berth.server.runtime.jupyter;

import dev.berth.spi.SessionRuntime.Launch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a kernel that has just started ready for calculations: an IPython kernel gets the hook, and Spark where there is one;
 * with any other the server listens to what it publishes. For the kernels' thread only.
 */
final class Preparation {
    private static final Logger LOG = System.getLogger(Preparation.class.getName());
    /** A subscription takes a moment to arrive; a kernel that is asked until then always has something to publish. */
    private static final Duration NUDGE_PAUSE = Duration.ofMillis(50);

    private static final AtomicBoolean TOLD_OF_PLAIN_PYTHON = new AtomicBoolean();

    private final Surroundings surroundings;
    private final Launch launch;
    private final SessionFolder folder;
    private final KernelConnection connection;
    private final Listener listener;
    private Step step = Step.INFO;
    private String awaited = "";

    /** Hears how it went, once. */
    interface Listener {
        /** The kernel gets no hook: what it publishes is to be listened to, and told here. */
        void subscribe();

        /** The kernel is ready; whether it has the hook. */
        void prepared(boolean hooked);

        /** It cannot be used. */
        void unusable(String reason);
    }

    private enum Step {
        INFO,
        HOOK,
        SPARK,
        SUBSCRIPTION,
        DONE
    }

    Preparation(
            Surroundings surroundings,
            Launch launch,
            SessionFolder folder,
            KernelConnection connection,
            Listener listener) {
        this.surroundings = surroundings;
        this.launch = launch;
        this.folder = folder;
        this.connection = connection;
        this.listener = listener;
    }

    void begin() {
        connection.send("kernel_info_request", new JsonObject());
    }

    void takeReply(WireMessage message) {
        if (step == Step.INFO && message.type().equals("kernel_info_reply")) {
            takeInfo(message.content());
        } else if (message.type().equals("execute_reply") && message.parentId().equals(awaited)) {
            if (step == Step.HOOK) {
                takeHook(message);
            } else if (step == Step.SPARK) {
                takeSpark(message);
            }
        }
    }

    private void takeInfo(JsonObject info) {
        String language = info.getJsonObject("language_info", new JsonObject()).getString("name", "");
        if (language.equals("python") && info.getString("implementation", "").equals("ipython")) {
            step = Step.HOOK;
            execute(KernelHook.install(folder.path(), surroundings.config().outputBytes(), launch.idleTimeout()));
        } else {
            listen();
        }
    }

    private void takeHook(WireMessage reply) {
        if (!reply.isOk()) {
            LOG.log(
                    Level.WARNING,
                    "a kernel took no hook, so its output is lost while no server runs: "
                            + Outcome.ofReply(reply.content(), false).detail());
            listen();
            return;
        }
        step = Step.SPARK;
        JupyterConfig config = surroundings.config();
        execute(KernelHook.spark(SparkProperties.of(
                launch.id(),
                launch.dpus(),
                config.dpuScale(),
                config.sparkDefaults(),
                surroundings.reader().sparkProperties(launch))));
    }

    private void takeSpark(WireMessage reply) {
        step = Step.DONE;
        if (!reply.isOk()) {
            String error = Outcome.ofReply(reply.content(), false).detail();
            listener.unusable(
                    "Spark did not start: " + error.lines().findFirst().orElse(error));
            return;
        }
        if (!hasSpark(reply.content()) && TOLD_OF_PLAIN_PYTHON.compareAndSet(false, true)) {
            LOG.log(Level.INFO, "the kernel has no PySpark: sessions run plain Python, without spark and %%sql");
        }
        listener.prepared(true);
    }

    private static boolean hasSpark(JsonObject reply) {
        for (Object payload : reply.getJsonArray("payload", new JsonArray())) {
            if (payload instanceof JsonObject one && one.getBoolean("spark", false)) {
                return true;
            }
        }
        return false;
    }

    private void listen() {
        step = Step.SUBSCRIPTION;
        listener.subscribe();
        nudge();
    }

    private void nudge() {
        if (step == Step.SUBSCRIPTION) {
            connection.send("kernel_info_request", new JsonObject());
            surroundings.loop().schedule(NUDGE_PAUSE, this::nudge);
        }
    }

    void takePublished(WireMessage message) {
        if (step == Step.SUBSCRIPTION && message.type().equals("status")) {
            step = Step.DONE;
            listener.prepared(false);
        }
    }

    private void execute(String code) {
        awaited = UUID.randomUUID().toString();
        connection.send("execute_request", awaited, ExecuteRequest.silent(code));
    }
}
