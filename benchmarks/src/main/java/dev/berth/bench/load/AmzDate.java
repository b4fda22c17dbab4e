package dev.berth.bench.load;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The header X-Amz-Date of the current second, made once a second. Not thread-safe. */
public final class AmzDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long MILLIS_PER_SECOND = 1_000;

    private final InstantSource clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    /** The dates of a clock. */
    public AmzDate(InstantSource clock) {
        this.clock = clock;
    }

    /** The value of the header for a request that is sent now. */
    public String now() {
        long now = Math.floorDiv(clock.millis(), MILLIS_PER_SECOND);
        if (now != second) {
            second = now;
            text = FORMAT.format(clock.instant());
        }
        return text;
    }
}
