package dev.berth.server.runtime.simulated;

import dev.berth.api.CalculationState;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.Launch;
import java.util.concurrent.CompletionStage;

/** Keeps that a simulated calculation put out nothing, where clients look for it. Thread-safe. */
@FunctionalInterface
public interface CalculationOutput {
    /** Keeps empty results; done, on any thread, when they can be found. */
    CompletionStage<Void> keep(Launch launch, Calculation calculation, CalculationState end);
}
