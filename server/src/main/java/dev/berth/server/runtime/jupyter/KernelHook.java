package dev.berth.server.runtime.jupyter;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The texts of Python that prepare an IPython kernel. Immutable. */
final class KernelHook {
    private static final String HOOK = read("kernel-hook.py");
    private static final String SPARK = read("kernel-spark.py");
    private static final int IDLE_CHECKS = 4;
    private static final double MAX_CHECK_SECONDS = 30;

    private KernelHook() {}

    /** The code that puts the hook into a kernel. */
    static String install(Path session, int outputBytes, Duration idleTimeout) {
        double idleSeconds = Math.max(1, idleTimeout.toMillis() / 1_000.0);
        return run(
                HOOK,
                new JsonObject()
                        .put("SESSION_FOLDER", session.toString())
                        .put("OUTPUT_BYTES", outputBytes)
                        .put("IDLE_SECONDS", idleSeconds)
                        .put("IDLE_CHECK_SECONDS", Math.min(MAX_CHECK_SECONDS, idleSeconds / IDLE_CHECKS)));
    }

    /** The code that makes {@code spark}, if PySpark is there. */
    static String spark(Map<String, String> properties) {
        JsonObject json = new JsonObject();
        properties.forEach(json::put);
        return run(SPARK, new JsonObject().put("PROPERTIES", json));
    }

    /** Runs a text in a namespace of its own. Strings and numbers of JSON mean the same in Python. */
    private static String run(String text, JsonObject names) {
        return "exec(compile(%s, '<berth>', 'exec'), {'__name__': '__berth__', **%s})"
                .formatted(Json.encode(text), names.encode());
    }

    private static String read(String name) {
        try (InputStream stream = KernelHook.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("missing from the jar: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
