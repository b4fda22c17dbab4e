package dev.berth.server.results;

import static java.util.Objects.requireNonNull;

import dev.berth.server.TestVertx;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3 in memory, path style, as much of it as the store uses. Signatures are not looked at. */
final class FakeS3 implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final int PAGE = 2;

    /** An object and its media type. */
    record Stored(Buffer content, String contentType) {
        String text() {
            return content.toString(StandardCharsets.UTF_8);
        }
    }

    /** By bucket and key. */
    final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();

    private final Vertx vertx = TestVertx.open();
    private final HttpServer server = vertx.createHttpServer(
                    new HttpServerOptions().setHandle100ContinueAutomatically(true))
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .await();

    /** Whether every request is refused. */
    volatile boolean isBroken;

    /** The object with this bucket and key, which must be there. */
    Stored stored(String name) {
        return Objects.requireNonNull(objects.get(name), name);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String name = URLDecoder.decode(
                requireNonNull(request.path()).substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        if (isBroken) {
            refuse(request, 403, "AccessDenied");
            return;
        }
        switch (request.method().name()) {
            case "PUT" -> {
                objects.put(
                        name, new Stored(content(request, body), requireNonNull(request.getHeader("Content-Type"))));
                request.response().end();
            }
            case "POST" -> {
                Matcher key = KEY.matcher(body.toString());
                while (key.find()) {
                    objects.remove(name + "/" + unescaped(key.group(1)));
                }
                request.response().end("<DeleteResult/>");
            }
            default -> {
                if (request.getParam("list-type") != null) {
                    request.response().end(list(name, request));
                } else if (objects.containsKey(name)) {
                    request.response().end(stored(name).content());
                } else {
                    refuse(request, 404, "NoSuchKey");
                }
            }
        }
    }

    private static void refuse(HttpServerRequest request, int status, String code) {
        request.response().setStatusCode(status).end("<Error><Code>" + code + "</Code></Error>");
    }

    private String list(String bucket, HttpServerRequest request) {
        String start = bucket + "/" + request.getParam("prefix");
        String after = request.getParam("continuation-token");
        List<String> names = objects.tailMap(after == null ? start : after, after == null).keySet().stream()
                .filter(name -> name.startsWith(start))
                .toList();
        List<String> page = names.subList(0, Math.min(PAGE, names.size()));
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        for (String name : page) {
            String key = name.substring(bucket.length() + 1);
            xml.append("<Contents><Key>").append(escaped(key)).append("</Key></Contents>");
        }
        if (names.size() > PAGE) {
            xml.append("<IsTruncated>true</IsTruncated><NextContinuationToken>")
                    .append(escaped(page.get(PAGE - 1)))
                    .append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    /** Over plain HTTP the SDK signs bodies piece by piece: size in hexadecimal, signature, bytes. */
    private static Buffer content(HttpServerRequest request, Buffer body) {
        String hash = request.getHeader("x-amz-content-sha256");
        if (hash == null || !hash.startsWith("STREAMING")) {
            return body;
        }
        Buffer content = Buffer.buffer();
        String latin = body.toString(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            int lineEnd = latin.indexOf("\r\n", at);
            int bytes = Integer.parseInt(latin.substring(at, lineEnd).split(";", 2)[0], 16);
            if (bytes == 0) {
                return content;
            }
            content.appendBuffer(body.slice(lineEnd + 2, lineEnd + 2 + bytes));
            at = lineEnd + 2 + bytes + 2;
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
