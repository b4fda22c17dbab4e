package dev.berth.server.runtime.jupyter;

import dev.berth.server.results.ResultStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a calculation from what its kernel publishes, for kernels without the hook. For the kernels' thread only;
 * what is published comes in small parts.
 */
final class PublishedOutput {
    private static final Logger LOG = System.getLogger(PublishedOutput.class.getName());
    private static final Pattern TERMINAL_CODES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    private final Path folder;
    private final int limit;
    private final BoundedOutput stdout;
    private final BoundedOutput stderr;
    private final JsonArray outputs = new JsonArray();
    private JsonArray traceback = new JsonArray();
    private int outputBytes;
    private boolean cut;
    private boolean idle;
    private @Nullable WireMessage reply;

    /** Opens the files; their being there is the mark that the calculation was sent to its kernel. */
    PublishedOutput(Path folder, int limit) throws IOException {
        this.folder = folder;
        this.limit = limit;
        stdout = new BoundedOutput(folder.resolve(ResultStore.STDOUT), limit);
        stderr = new BoundedOutput(folder.resolve(ResultStore.STDERR), limit);
    }

    /** Notes in the output that a restart of the server missed some of it. */
    void markGap() {
        write(stdout, "[output may be missing here, as the server was restarted]\n");
    }

    void take(WireMessage message) {
        JsonObject content = message.content();
        switch (message.type()) {
            case "stream" -> {
                boolean isError = "stderr".equals(content.getString("name"));
                write(isError ? stderr : stdout, content.getString("text", ""));
            }
            case "display_data", "execute_result" -> addOutput(message.type(), content);
            case "error" -> takeError(content);
            case "status" -> idle |= "idle".equals(content.getString("execution_state"));
            default -> {
                // Whatever else a kernel tells its screens is no output.
            }
        }
    }

    void takeReply(WireMessage message) {
        reply = message;
    }

    boolean hasReply() {
        return reply != null;
    }

    /** The reply, once all output that belongs to it has come. */
    @Nullable
    WireMessage completeReply() {
        return idle ? reply : null;
    }

    private void takeError(JsonObject content) {
        traceback = new JsonArray();
        StringBuilder text = new StringBuilder();
        for (Object line : content.getJsonArray("traceback", new JsonArray())) {
            String plain = TERMINAL_CODES.matcher(String.valueOf(line)).replaceAll("");
            traceback.add(plain);
            text.append(plain).append('\n');
        }
        if (text.isEmpty()) {
            text.append(Outcome.errorLine(content.getString("ename", "error"), content.getString("evalue", "")))
                    .append('\n');
        }
        write(stderr, text.toString());
    }

    private void addOutput(String type, JsonObject content) {
        JsonObject output = new JsonObject()
                .put("type", type)
                .put("data", content.getJsonObject("data", new JsonObject()))
                .put("metadata", content.getJsonObject("metadata", new JsonObject()));
        int bytes = output.encode().length();
        if (outputBytes + (long) bytes <= limit) {
            outputBytes += bytes;
            outputs.add(output);
        } else if (!cut) {
            cut = true;
            String notice = "[output of " + bytes + " bytes left out, as a result takes at most " + limit + "]";
            outputs.add(output.put("data", new JsonObject().put("text/plain", notice)));
        }
    }

    private void write(BoundedOutput file, String text) {
        try {
            file.write(text);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "output of a calculation could not be written to " + folder, e);
        }
    }

    /** Completes the files. */
    void finish(Outcome outcome) throws IOException {
        stdout.close();
        stderr.close();
        outcome.writeResult(folder, outputs, traceback);
    }
}
