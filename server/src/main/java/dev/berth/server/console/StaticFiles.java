package dev.berth.server.console;

import dev.berth.server.http.Answers;
import dev.berth.server.http.HttpError;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.PathHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page: the files that the resource {@code files} names, from memory. A line there is the name of a file beside it,
 * or {@code NAME = RESOURCE} for one of another jar; {@code #} begins a comment. Thread-safe.
 */
final class StaticFiles implements PathHandler {
    static final String PREFIX = "/console/";

    private static final String LIST = "files";
    private static final String START_PAGE = "index.html";

    private static final int OK = 200;
    private static final int FOUND = 302;
    private static final int NOT_MODIFIED = 304;

    private static final byte[] NOTHING = {};

    /** Scripts, styles and data come from this server alone, and no other page can frame this one. */
    private static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("default-src 'none';"
            + " script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'");

    private final Map<String, StaticFile> filesByName;

    private StaticFiles(Map<String, StaticFile> filesByName) {
        this.filesByName = Map.copyOf(filesByName);
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one that is listed is missing
     */
    static StaticFiles load() throws IOException {
        Map<String, StaticFile> files = new HashMap<>();
        for (String line :
                new String(read(LIST), StandardCharsets.UTF_8).lines().toList()) {
            String entry = line.split("#", 2)[0].strip();
            if (!entry.isEmpty()) {
                String[] parts = entry.split("\\s*=\\s*", 2);
                String name = parts[0];
                files.put(name, new StaticFile(name, read(parts.length == 1 ? name : "/" + parts[1])));
            }
        }
        return new StaticFiles(files);
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("a file of the console is missing in the jar: " + resource);
            }
            return in.readAllBytes();
        }
    }

    /** What can be had, below the prefix. */
    Set<String> names() {
        return filesByName.keySet();
    }

    @Override
    public void handle(HttpServerRequest request, Answers answers) {
        String path = request.path();
        MultiMap headers = request.response().headers();
        if (path != null && !path.startsWith(PREFIX)) {
            headers.set(HttpHeaders.LOCATION, PREFIX);
            answers.send(request, FOUND, MediaTypes.JSON, NOTHING, Answers.newRequestId());
            return;
        }
        StaticFile file = path == null ? null : find(path.substring(PREFIX.length()));
        if (file == null) {
            answers.refuse(request, HttpError.notFound("The console has no such file."), MediaTypes.JSON);
            return;
        }
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        headers.set(HttpHeaders.ETAG, file.entityTag());
        boolean isKnown = isListed(file.entityTag(), request.getHeader(HttpHeaders.IF_NONE_MATCH));
        answers.send(
                request,
                isKnown ? NOT_MODIFIED : OK,
                file.contentType(),
                isKnown ? NOTHING : file.bytes(),
                Answers.newRequestId());
    }

    private @Nullable StaticFile find(String name) {
        return filesByName.get(name.isEmpty() ? START_PAGE : name);
    }

    private static boolean isListed(String entityTag, @Nullable String listed) {
        return listed != null
                && Arrays.stream(listed.split(","))
                        .map(String::strip)
                        .anyMatch(each -> each.equals("*") || each.equals(entityTag) || each.equals("W/" + entityTag));
    }
}
