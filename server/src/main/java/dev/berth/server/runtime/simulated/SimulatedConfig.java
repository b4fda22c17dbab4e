package dev.berth.server.runtime.simulated;

import java.time.Duration;

/**
 * How simulated sessions behave.
 *
 * @param launch from the launch to the session being ready, or failing
 * @param terminate from the request to end to the end
 * @param calculation how long a calculation runs
 * @param launchFailureRate the share of launches that fail, 0 to 1
 * @param degradationRate the share of ready sessions that become unhealthy, 0 to 1
 * @param degradationAfter how long after being ready they do
 * @param seed decides every random choice, together with the order of the calls
 */
public record SimulatedConfig(
        Delay launch,
        Delay terminate,
        Delay calculation,
        double launchFailureRate,
        double degradationRate,
        Duration degradationAfter,
        long seed) {

    /** Checks the ranges given above. */
    public SimulatedConfig {
        requireRate(launchFailureRate, "launchFailureRate");
        requireRate(degradationRate, "degradationRate");
        if (degradationAfter.isNegative()) {
            throw new IllegalArgumentException("must not be negative: degradationAfter=" + degradationAfter);
        }
    }

    /** Sessions that take the given times, never fail and never degrade, and whose calculations take none. */
    public static SimulatedConfig healthy(Delay launch, Delay terminate) {
        return new SimulatedConfig(launch, terminate, Delay.fixed(Duration.ZERO), 0, 0, Duration.ZERO, 1);
    }

    private static void requireRate(double value, String name) {
        // Written so that NaN is refused too.
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("must be from 0 to 1: " + name + "=" + value);
        }
    }
}
