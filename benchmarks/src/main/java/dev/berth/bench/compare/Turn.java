package dev.berth.bench.compare;

import java.time.Duration;

/**
 * One server measured once.
 *
 * @param perSecond requests answered in a second
 * @param cpuMicros processor time of the server's process for each request, in microseconds
 */
record Turn(double perSecond, double cpuMicros) {
    static Turn of(int requests, long nanos, Duration cpu) {
        return new Turn(requests * 1e9 / nanos, cpu.toNanos() / 1e3 / requests);
    }
}
