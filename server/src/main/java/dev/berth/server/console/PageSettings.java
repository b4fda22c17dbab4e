package dev.berth.server.console;

import dev.berth.server.http.Answers;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.PathHandler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Tells the page what it must know before it can ask anything: whether and how its requests are signed. Thread-safe. */
final class PageSettings implements PathHandler {
    static final String PATH = StaticFiles.PREFIX + "settings.json";

    private static final int OK = 200;

    private final ServerFigures figures;

    PageSettings(ServerFigures figures) {
        this.figures = figures;
    }

    @Override
    public void handle(HttpServerRequest request, Answers answers) {
        JsonObject settings = new JsonObject()
                .put("version", figures.version())
                .put("region", figures.region())
                .put("identitiesConfigured", figures.identitiesConfigured())
                .put("results", figures.servesResults() ? "files" : "s3");
        request.response().headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
        answers.send(
                request,
                OK,
                MediaTypes.JSON,
                settings.encode().getBytes(StandardCharsets.UTF_8),
                Answers.newRequestId());
    }
}
