package dev.berth.server.awsjson;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request, and what the model says of it.
 *
 * @param operation the operation it is sent to
 * @param place where in its input the value stands that the case is about, such as {@code Tags[].Key}; empty for the input
 *     itself
 * @param rule what is tried there, such as {@code max: outside}
 * @param body makes the JSON of the request; some are large, so none is kept
 * @param sameAs makes another body that means the same, or null if the case is not about that
 * @param verdict what must become of it
 */
public record ModelCase(
        String operation,
        String place,
        String rule,
        Supplier<String> body,
        @Nullable Supplier<String> sameAs,
        Verdict verdict) {

    /**
     * What becomes of a request by the model alone.
     *
     * @param errorType the error's name, or null if the request meets the model
     * @param code the error's code, or null if it has none
     * @param message the error's text, or null if it has none
     */
    public record Verdict(
            @Nullable String errorType,
            @Nullable String code,
            @Nullable String message) {
        static final Verdict MEETS_THE_MODEL = new Verdict(null, null, null);
        static final Verdict NOT_JSON = new Verdict("SerializationException", null, null);

        static Verdict wrongType(String message) {
            return new Verdict("SerializationException", null, message);
        }

        /** The verdict on a request that breaks constraints, told in these details; none if there are no details. */
        static Verdict of(List<String> details) {
            if (details.isEmpty()) {
                return MEETS_THE_MODEL;
            }
            String message = SpecTexts.heading(details.size()) + String.join("; ", details);
            return new Verdict("InvalidRequestException", "INVALID_INPUT", message);
        }

        /** Whether the request meets the model. */
        public boolean isAccepted() {
            return errorType == null;
        }
    }

    /** What the case is for, in the words of {@link Obligations}. */
    String key() {
        return key(operation, place, rule);
    }

    static String key(String operation, String place, String rule) {
        return operation + " " + place + ": " + rule;
    }

    @Override
    public String toString() {
        return key();
    }
}
