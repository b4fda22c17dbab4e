package dev.berth.bench.load.report;

import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.traffic.GeneratorVerdict;
import dev.berth.bench.load.traffic.Measurements;
import java.util.List;
import java.util.Optional;

/**
 * All that a run found.
 *
 * @param facts what was run
 * @param measurements what was measured
 * @param generator whether the generator kept up
 * @param audit what the audit found
 * @param restarts kills of the server, in order
 * @param limit what a search found
 * @param notes what else a reader must know to judge the rest
 */
public record RunResult(
        RunFacts facts,
        Measurements measurements,
        GeneratorVerdict generator,
        AuditResult audit,
        List<Restart> restarts,
        Optional<LimitResult> limit,
        List<String> notes) {

    /** Copies the lists. */
    public RunResult {
        restarts = List.copyOf(restarts);
        notes = List.copyOf(notes);
    }

    /**
     * What was run.
     *
     * @param endpoint where the server listened
     * @param scenario the name of the scenario
     * @param seed its seed
     * @param runId what the tokens of the run begin with
     * @param loop {@code open loop} or {@code closed loop}
     * @param plannedSeconds how long the load was to take
     * @param plannedRequests how many requests were due in an open loop; 0 in a closed one
     * @param warmUpSeconds how much of it is not measured
     * @param connections how many connections
     * @param isSigned whether requests were signed
     */
    public record RunFacts(
            String endpoint,
            String scenario,
            long seed,
            String runId,
            String loop,
            double plannedSeconds,
            long plannedRequests,
            double warmUpSeconds,
            int connections,
            boolean isSigned) {}
}
