package dev.berth.engine.time;

import dev.berth.spi.TimeSource;

/** The clocks of the machine. */
public enum SystemTimeSource implements TimeSource {
    /** The only instance. */
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }
}
