package dev.berth.server.runtime.jupyter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.berth.api.CalculationState;
import dev.berth.server.results.ResultStore;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a calculation ended.
 *
 * @param state COMPLETED, FAILED or CANCELED
 * @param detail why it failed or was canceled; empty for one that completed
 */
record Outcome(CalculationState state, String detail) {
    static final String STOPPED = "the calculation was stopped";
    static final String LOST = "outcome lost in a restart";

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FILE = "outcome";
    private static final int DETAIL_LENGTH = 1_000;

    /** Bounds the detail. */
    Outcome {
        if (detail.length() > DETAIL_LENGTH) {
            int end = Character.isHighSurrogate(detail.charAt(DETAIL_LENGTH - 1)) ? DETAIL_LENGTH - 1 : DETAIL_LENGTH;
            detail = detail.substring(0, end) + "…";
        }
    }

    static Outcome completed() {
        return new Outcome(CalculationState.COMPLETED, "");
    }

    static Outcome failed(String detail) {
        return new Outcome(CalculationState.FAILED, detail);
    }

    static Outcome canceled(String detail) {
        return new Outcome(CalculationState.CANCELED, detail);
    }

    /** What an error is in one line, as Python prints it. */
    static String errorLine(String name, String message) {
        return message.isEmpty() ? name : name + ": " + message;
    }

    /** What a reply of the kernel says. */
    static Outcome ofReply(JsonObject reply, boolean stopAsked) {
        String status = reply.getString("status", "error");
        if (status.equals("ok")) {
            return completed();
        }
        String name = reply.getString("ename", status);
        if (stopAsked && (name.equals("KeyboardInterrupt") || name.equals("CancelledError"))) {
            return canceled(STOPPED);
        }
        return failed(errorLine(name, reply.getString("evalue", "")));
    }

    /** What the kernel left as the result of a calculation; empty if it has left none. */
    static Optional<Outcome> ofResult(Path calculation) throws IOException {
        Path file = calculation.resolve(ResultStore.RESULT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String state = "";
        String error = "";
        // The members that matter stand before the outputs, which may be large.
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME
                    && !parser.currentName().equals("outputs")) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("state")) {
                    state = parser.getText();
                } else if (member.equals("error")) {
                    error = readError(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return Optional.of(
                switch (state) {
                    case "COMPLETED" -> completed();
                    case "CANCELED" -> canceled(STOPPED);
                    default -> failed(error);
                });
    }

    private static String readError(JsonParser parser) throws IOException {
        String name = "";
        String message = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (member.equals("name")) {
                name = parser.getText();
            } else if (member.equals("message")) {
                message = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return errorLine(name, message);
    }

    /** Leaves a result where the kernel could not: the outcome, and what else is known. */
    void writeResult(Path calculation, JsonArray outputs, JsonArray traceback) throws IOException {
        JsonObject json = new JsonObject().put("version", 1).put("state", state.name());
        if (state != CalculationState.COMPLETED) {
            int colon = detail.indexOf(": ");
            json.put(
                    "error",
                    new JsonObject()
                            .put("name", colon < 0 ? "" : detail.substring(0, colon))
                            .put("message", colon < 0 ? detail : detail.substring(colon + 2))
                            .put("traceback", traceback));
        }
        json.put("outputs", outputs);
        OwnersFiles.write(calculation.resolve(ResultStore.RESULT), json.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** Notes the outcome before the files are given away, so that it is known after a restart. */
    void note(Path calculation) throws IOException {
        JsonObject json = new JsonObject().put("state", state.name()).put("detail", detail);
        OwnersFiles.createFolders(calculation);
        OwnersFiles.write(calculation.resolve(FILE), json.encode().getBytes(StandardCharsets.UTF_8));
    }

    static boolean isNoted(Path calculation) {
        return Files.exists(calculation.resolve(FILE));
    }

    /** The outcome that was noted; empty if none was. */
    static Optional<Outcome> noted(Path calculation) throws IOException {
        try {
            JsonObject json = new JsonObject(Files.readString(calculation.resolve(FILE)));
            return Optional.of(
                    new Outcome(CalculationState.valueOf(json.getString("state")), json.getString("detail")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DecodeException | IllegalArgumentException e) {
            throw new IOException("not an outcome: " + calculation, e);
        }
    }
}
