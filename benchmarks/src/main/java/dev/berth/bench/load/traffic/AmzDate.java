package dev.berth.bench.load.traffic;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The header X-Amz-Date of the current second, made once a second. Not thread-safe. */
final class AmzDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long MILLIS_PER_SECOND = 1_000;

    private final InstantSource clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    AmzDate(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        long now = Math.floorDiv(clock.millis(), MILLIS_PER_SECOND);
        if (now != second) {
            second = now;
            text = FORMAT.format(clock.instant());
        }
        return text;
    }
}
