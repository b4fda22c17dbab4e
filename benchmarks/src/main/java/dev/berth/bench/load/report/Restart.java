package dev.berth.bench.load.report;

/**
 * A kill of the server, and what followed.
 *
 * @param atSeconds when, on the clock of the load
 * @param downSeconds how long until it listened again
 * @param sessions which sessions were asked for afterwards
 * @param calculations which calculations were
 */
public record Restart(double atSeconds, double downSeconds, Verified sessions, Verified calculations) {
    /**
     * How much was asked for.
     *
     * @param acknowledged how many were acknowledged by then
     * @param verified how many of these were asked for
     */
    public record Verified(long acknowledged, long verified) {}
}
