package dev.berth.server.s3;

import dev.berth.server.results.ResultObject;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers GetObject and HeadObject. The file is opened off the event loop, and sent by the system, never held in memory. */
final class ObjectAnswer {
    private static final Logger LOG = System.getLogger(ObjectAnswer.class.getName());

    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_MODIFIED = 304;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final S3Exchange exchange;
    private final ResultObject object;

    ObjectAnswer(Vertx vertx, S3Exchange exchange, ResultObject object) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.object = object;
    }

    /** @throws S3Failure if the client's conditions do not hold, or its range is not in the object */
    void send() throws S3Failure {
        Preconditions conditions = new Preconditions(exchange.request().headers(), object);
        conditions.check();
        if (conditions.isNotModified()) {
            response(NOT_MODIFIED).end();
            return;
        }
        ByteRange range = ByteRange.read(conditions.range(), object.bytes());
        if (HttpMethod.HEAD.equals(exchange.request().method())) {
            whole(range).end();
        } else {
            vertx.executeBlocking(this::open, false)
                    .onSuccess(file -> stream(file, range))
                    .onFailure(failure -> exchange.refuse(failureOf(failure)));
        }
    }

    private FileChannel open() throws IOException {
        FileChannel file = FileChannel.open(object.file(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        if (file.size() < object.bytes()) {
            file.close();
            throw new IOException(object.file() + " is shorter than when it was kept");
        }
        return file;
    }

    /** Removed since it was found, or the disk fails. */
    private S3Failure failureOf(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return S3Failure.noSuchKey(object.key());
        }
        log(Level.ERROR, "An object cannot be read", failure);
        return S3Failure.internalError();
    }

    private void stream(FileChannel file, @Nullable ByteRange range) {
        if (exchange.request().response().closed()) {
            close(file);
            return;
        }
        long start = range == null ? 0 : range.start();
        long length = range == null ? object.bytes() : range.length();
        whole(range)
                .sendFile(file, start, length)
                .onFailure(broken -> log(Level.DEBUG, "A client has gone in the middle of an object", broken))
                .onComplete(sent -> close(file));
    }

    private void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException failure) {
            log(Level.WARNING, "A file that was read could not be closed", failure);
        }
    }

    /** Under the id that the answer has. */
    private void log(Level level, String text, Throwable cause) {
        LOG.log(level, text + ", request " + exchange.requestId(), cause);
    }

    private HttpServerResponse whole(@Nullable ByteRange range) {
        HttpServerResponse response = response(range == null ? 200 : PARTIAL_CONTENT);
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.CONTENT_TYPE, object.contentType());
        headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(range == null ? object.bytes() : range.length()));
        if (range != null) {
            headers.set(HttpHeaders.CONTENT_RANGE, range.of(object.bytes()));
        }
        return response;
    }

    private HttpServerResponse response(int status) {
        HttpServerResponse response = exchange.begin(status);
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        headers.set(HttpHeaders.ETAG, "\"" + object.tag() + "\"");
        headers.set(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(object.modifiedAt()));
        return response;
    }
}
