package dev.berth.server.s3;

import dev.berth.server.results.ResultObject;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The conditions that a request makes, in the order that RFC 9110 gives them. */
final class Preconditions {
    private static final String ANY = "*";

    private final MultiMap headers;
    private final ResultObject object;

    Preconditions(MultiMap headers, ResultObject object) {
        this.headers = headers;
        this.object = object;
    }

    /** @throws S3Failure if the object is not as the client wants it to be */
    void check() throws S3Failure {
        String ifMatch = headers.get("If-Match");
        if (ifMatch != null) {
            if (!matches(ifMatch)) {
                throw S3Failure.preconditionFailed("If-Match");
            }
            return;
        }
        Instant unmodifiedSince = time("If-Unmodified-Since");
        if (unmodifiedSince != null && modifiedAt().isAfter(unmodifiedSince)) {
            throw S3Failure.preconditionFailed("If-Unmodified-Since");
        }
    }

    /** Whether the client has the object already. */
    boolean isNotModified() {
        String ifNoneMatch = headers.get("If-None-Match");
        if (ifNoneMatch != null) {
            return matches(ifNoneMatch);
        }
        Instant modifiedSince = time("If-Modified-Since");
        return modifiedSince != null && !modifiedAt().isAfter(modifiedSince);
    }

    /** The range that is asked for, unless it is of an object that the client wants no part of any more. */
    @Nullable
    String range() {
        String ifRange = headers.get("If-Range");
        return ifRange == null || matches(ifRange) ? headers.get("Range") : null;
    }

    /** Some clients leave the quotes out. */
    private boolean matches(String tags) {
        for (String tag : tags.split(",", -1)) {
            String bare = tag.strip();
            if (bare.startsWith("W/")) {
                bare = bare.substring(2);
            }
            if (bare.equals(ANY) || bare.replace("\"", "").equals(object.tag())) {
                return true;
            }
        }
        return false;
    }

    /** Times of HTTP have whole seconds. */
    private Instant modifiedAt() {
        return object.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private @Nullable Instant time(String header) {
        String text = headers.get(header);
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException malformed) {
            return null;
        }
    }
}
