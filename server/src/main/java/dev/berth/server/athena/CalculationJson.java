package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import java.io.IOException;

/** Writes what clients see of a calculation, but for where its results are. */
final class CalculationJson {
    private CalculationJson() {}

    static void writeStatus(CalculationView calculation, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("Status");
        SessionJson.writeTime("SubmissionDateTime", calculation.submittedAt(), json);
        SessionJson.writeTime("CompletionDateTime", calculation.endedAt(), json);
        json.writeStringField("State", calculation.state().name());
        String reason = reasonOf(calculation);
        if (!reason.isEmpty()) {
            json.writeStringField("StateChangeReason", reason);
        }
        json.writeEndObject();
    }

    /** All that users of aws-sdk-pandas see of a failure; never empty for one. */
    private static String reasonOf(CalculationView calculation) {
        CalculationState state = calculation.state();
        if (state != CalculationState.FAILED && state != CalculationState.CANCELED) {
            return "";
        }
        String detail = calculation.detail();
        if (!detail.isBlank()) {
            return StateChangeReasons.shortened(detail);
        }
        return state == CalculationState.FAILED ? "The calculation failed." : "The calculation was stopped.";
    }

    /** Never empty, because PyAthena fails without it. */
    static void writeStatistics(CalculationView calculation, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("Statistics");
        json.writeNumberField("DpuExecutionInMillis", calculation.dpuMillis());
        json.writeStringField("Progress", calculation.state().isFinal() ? "100%" : "0%");
        json.writeEndObject();
    }
}
