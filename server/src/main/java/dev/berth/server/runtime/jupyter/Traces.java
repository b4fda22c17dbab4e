package dev.berth.server.runtime.jupyter;

import dev.berth.server.results.ResultStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is found of a calculation that an earlier server gave to a kernel.
 *
 * @param begun whether its code was begun, or sent to a kernel without the hook
 * @param ended whether its end is known
 */
record Traces(boolean begun, boolean ended) {
    static Traces of(Path calculation) {
        boolean ended = Files.exists(calculation.resolve(ResultStore.RESULT)) || Outcome.isNoted(calculation);
        return new Traces(Files.exists(calculation.resolve(ResultStore.STDOUT)), ended);
    }
}
