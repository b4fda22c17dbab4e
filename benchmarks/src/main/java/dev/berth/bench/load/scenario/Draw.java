package dev.berth.bench.load.scenario;

/**
 * What chance has decided about a request.
 *
 * @param kind what it asks for
 * @param dpus how many DPUs, if it starts a session
 * @param workGroup in which work group, if it starts a session
 * @param choice which of the sessions or calculations that it may be about, as a place from 0 (inclusive) to 1 (exclusive)
 */
public record Draw(OperationKind kind, int dpus, String workGroup, double choice) {}
