package dev.berth.bench.load.scenario;

/** A scenario file that cannot be used; the message says what is wrong and where. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String message) {
        super(message);
    }
}
