package dev.berth.bench.load.traffic;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request: an answer, or the reason why there is none.
 *
 * @param status the HTTP status; 0 if there is no answer
 * @param body the members of the answer, none if it has no JSON body
 * @param failure why there is no answer; null if there is one
 */
record Answer(int status, JsonObject body, @Nullable String failure) {
    static final String OK = "ok";
    static final String CALCULATION_ID = "CalculationExecutionId";

    private static final int STATUS_OK = 200;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Pattern FULL_BUDGET = Pattern.compile("budget (\\S+) holds");
    private static final Pattern WRONG_STATE = Pattern.compile("Session is in the (\\w+) state");
    private static final String FULL = "Maximum allowed sessions";
    private static final String COMMON_ERROR_CODE = "INVALID_INPUT";

    static Answer of(int status, Buffer body) {
        try {
            return new Answer(status, body.toJsonObject(), null);
        } catch (DecodeException | ClassCastException notAnObject) {
            return new Answer(status, new JsonObject(), null);
        }
    }

    /** There is no answer, for this reason. */
    static Answer none(String failure) {
        return new Answer(0, new JsonObject(), failure);
    }

    boolean isOk() {
        return status == STATUS_OK;
    }

    boolean isMissing() {
        return failure != null;
    }

    /** Whether the same request may be answered otherwise in a moment, as far as the answer tells. */
    boolean isTransient() {
        return isMissing() || status >= FIRST_SERVER_ERROR || isThrottled();
    }

    /** A text of the body; empty if there is none. */
    String text(String member) {
        return body.getValue(member) instanceof String text ? text : "";
    }

    /** The state in {@code Status}; empty if there is none. */
    String statusState() {
        return body.getValue("Status") instanceof JsonObject nested && nested.getValue("State") instanceof String state
                ? state
                : "";
    }

    /** The calculations of a list that are described so. */
    List<String> calculationsDescribed(String description) {
        return body.getValue("Calculations") instanceof JsonArray listed
                ? listed.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .filter(calculation -> description.equals(calculation.getValue("Description")))
                        .map(calculation -> String.valueOf(calculation.getValue(CALCULATION_ID)))
                        .toList()
                : List.of();
    }

    /** Whether the server says that there is no such session or calculation. */
    boolean deniesSubject() {
        return errorType().equals("InvalidRequestException") || errorType().equals("ResourceNotFoundException");
    }

    /** Whether it is an error that the same request would get again. */
    boolean refusesForGood() {
        return !isOk() && !isTransient();
    }

    /** By what outcomes are counted: {@code ok}, or the error with what tells it from others of its type. */
    String reason() {
        if (failure != null) {
            return failure;
        }
        if (isOk()) {
            return OK;
        }
        return errorType().isEmpty() ? "HTTP " + status : errorType() + detail();
    }

    /** TooManyRequestsException is both: throttling, and how a full budget is told. */
    private boolean isThrottled() {
        return errorType().equals("ThrottlingException")
                || (errorType().equals("TooManyRequestsException") && !message().contains(FULL));
    }

    private String detail() {
        Matcher budget = FULL_BUDGET.matcher(message());
        if (budget.find()) {
            return " (budget " + budget.group(1) + ")";
        }
        Matcher state = WRONG_STATE.matcher(message());
        if (state.find()) {
            return " (session is " + state.group(1) + ")";
        }
        return errorCode().isEmpty() || errorCode().equals(COMMON_ERROR_CODE) ? "" : " (" + errorCode() + ")";
    }

    private String errorType() {
        return text("__type");
    }

    private String errorCode() {
        return text("AthenaErrorCode");
    }

    private String message() {
        return text("Message");
    }
}
