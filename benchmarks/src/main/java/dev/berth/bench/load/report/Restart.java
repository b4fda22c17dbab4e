package dev.berth.bench.load.report;

/**
 * A kill of the server, and what followed.
 *
 * @param atSeconds when, on the clock of the load
 * @param downSeconds how long until it listened again
 * @param acknowledged how many sessions were acknowledged by then
 * @param verified how many of these were asked for afterwards
 */
public record Restart(double atSeconds, double downSeconds, long acknowledged, long verified) {}
