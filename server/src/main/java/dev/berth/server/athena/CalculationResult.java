package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.api.CalculationView;
import dev.berth.server.results.ResultStore;
import dev.berth.server.results.S3Uri;
import java.io.IOException;

/**
 * Where clients find what a calculation put out.
 *
 * @param results the folder that the results of its work group lie under
 * @param calculation the calculation
 */
record CalculationResult(S3Uri results, CalculationView calculation) {
    /** The folder of its results. */
    S3Uri folder() {
        return results.resolve(calculation.session().toString())
                .resolve(calculation.id().toString());
    }

    /** Writes the result, once there is one. */
    void write(JsonGenerator json) throws IOException {
        if (calculation.hasOutput()) {
            S3Uri folder = folder();
            json.writeObjectFieldStart("Result");
            json.writeStringField(
                    "StdOutS3Uri", folder.resolve(ResultStore.STDOUT).toString());
            json.writeStringField(
                    "StdErrorS3Uri", folder.resolve(ResultStore.STDERR).toString());
            json.writeStringField(
                    "ResultS3Uri", folder.resolve(ResultStore.RESULT).toString());
            json.writeStringField("ResultType", ResultStore.RESULT_TYPE);
            json.writeEndObject();
        }
    }
}
