package dev.berth.server.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of an object that is asked for.
 *
 * @param start its first byte
 * @param length how many bytes, at least 1
 */
record ByteRange(long start, long length) {
    /** Enough digits for any object, and few enough for a long. */
    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * Reads a Range header.
     *
     * @param header the header, or {@code null} if there is none
     * @param bytes the length of the object
     * @return {@code null} for the whole object, which is also the answer to ranges that S3 does not know
     * @throws S3Failure if no byte of the range is in the object
     */
    static @Nullable ByteRange read(@Nullable String header, long bytes) throws S3Failure {
        Matcher matcher = SINGLE.matcher(header == null ? "" : header);
        if (header == null || !matcher.matches()) {
            return null;
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? null : lastBytes(header, Long.parseLong(last), bytes);
        }
        long start = Long.parseLong(first);
        long end = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (end < start) {
            return null;
        }
        return between(header, start, Math.min(end, bytes - 1), bytes);
    }

    private static ByteRange lastBytes(String header, long count, long bytes) throws S3Failure {
        return between(header, Math.max(0, bytes - count), bytes - 1, bytes);
    }

    private static ByteRange between(String header, long start, long end, long bytes) throws S3Failure {
        if (end < start) {
            throw S3Failure.invalidRange(header, bytes);
        }
        return new ByteRange(start, end - start + 1);
    }

    /** The Content-Range of this part. */
    String of(long bytes) {
        return "bytes " + start + "-" + (start + length - 1) + "/" + bytes;
    }
}
