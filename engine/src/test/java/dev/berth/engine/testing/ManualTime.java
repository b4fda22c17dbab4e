package dev.berth.engine.testing;

import dev.berth.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so. Thread-safe. */
public final class ManualTime implements TimeSource {
    /** What the calendar shows at first: 2026-01-01T00:00:00Z. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong calendarOffsetMillis = new AtomicLong(START_MILLIS);

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return calendarOffsetMillis.get() + nanos.get() / 1_000_000;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /** Sets the calendar forward or back, as an operator or NTP would; the monotonic clock knows nothing of it. */
    public void jumpCalendar(Duration duration) {
        calendarOffsetMillis.addAndGet(duration.toMillis());
    }
}
