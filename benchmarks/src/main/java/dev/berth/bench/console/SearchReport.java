package dev.berth.bench.console;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.bench.Folder;
import dev.berth.bench.Spread;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long does a step of an operator's search take among many sessions, and does it hold up the event loops meanwhile?
 *
 * <p>The server runs in this process, with one event loop. Each session has a description; that of the oldest one alone has the
 * text looked for, so that a search looks at them all. What else the loop could do is told by the times of
 * {@code GET /health/live}, asked again and again while nothing else happens, and while searches do.
 *
 * <pre>{@code
 * java -Xmx6g -cp benchmarks/target/berth-jmh.jar dev.berth.bench.console.SearchReport 1000000
 * }</pre>
 */
public final class SearchReport {
    private static final int IN_FLIGHT = 1_000;
    private static final int ROUNDS = 10;
    private static final int QUIET_REQUESTS = 20_000;
    private static final String NEEDLE = "needle";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    private SearchReport(String url) {
        this.url = url;
    }

    /** Measures among as many sessions as said, a million by default. */
    public static void main(String[] args) throws Exception {
        run(args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]), System.out);
    }

    static void run(int sessions, PrintStream out) throws Exception {
        try (Folder folder = Folder.in(Path.of(System.getProperty("java.io.tmpdir")));
                BerthServer server = BerthServer.start(ServerConfig.load(
                        Map.of(
                                "port", "0",
                                "data", folder.path().resolve("data").toString(),
                                "journal.durability", "memory",
                                "runtime.name", "simulated",
                                "runtime.simulated.launch-median", "1ms",
                                "account-dpus", "1000000000",
                                "max-sessions", "1000000000",
                                "http.event-loops", "1"),
                        Map.of()))) {
            fill(server, sessions);
            System.gc();
            new SearchReport(server.url()).measure(sessions, out);
        }
    }

    private static void fill(BerthServer server, int sessions) {
        List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            String description = i == 0 ? NEEDLE : "nightly run " + i;
            String attributes = "{\"WorkGroup\":\"spark-primary\",\"Description\":\"" + description
                    + "\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}";
            answers.add(server.engine()
                    .startSession(StartSession.in("spark-primary", 20).withAttributes(OpaqueBytes.ofUtf8(attributes))));
            if (answers.size() == IN_FLIGHT) {
                answers.forEach(CompletableFuture::join);
                answers.clear();
            }
        }
        answers.forEach(CompletableFuture::join);
    }

    private void measure(int sessions, PrintStream out) throws Exception {
        search("", new ArrayList<>());
        List<Double> first = new ArrayList<>();
        for (int i = 0; i < ROUNDS * ROUNDS; i++) {
            timed("/admin/v1/sessions?limit=50", first);
        }
        List<Double> quiet = new ArrayList<>();
        for (int i = 0; i < QUIET_REQUESTS; i++) {
            timed("/health/live", quiet);
        }
        List<Double> steps = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Void> prober = CompletableFuture.runAsync(() -> probe(busy, isOver));
        try {
            for (int i = 0; i < ROUNDS; i++) {
                search(NEEDLE, steps);
            }
        } finally {
            isOver.set(true);
        }
        prober.join();
        out.printf("%,d sessions; milliseconds, median [least – most]%n", sessions);
        out.println("first page without a filter: " + spread(first).describe("%.1f"));
        out.println("a step of a search, " + steps.size() / ROUNDS + " steps in all: "
                + spread(steps).describe("%.1f"));
        out.println("another request, p99, while nothing is searched: " + p99(quiet));
        out.println("another request, p99, during searches: " + p99(busy));
    }

    /** Follows a search to its end. */
    private void search(String text, List<Double> millis) throws IOException, InterruptedException {
        long found = 0;
        String after = "";
        while (after != null) {
            JsonObject page =
                    new JsonObject(timed("/admin/v1/sessions?limit=200&search=" + text + "&after=" + after, millis));
            found += page.getJsonArray("sessions").size();
            after = text.isEmpty() ? null : page.getString("after");
        }
        if (!text.isEmpty() && found != 1) {
            throw new IllegalStateException("found " + found + " sessions and not one");
        }
    }

    private void probe(List<Double> millis, AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                timed("/health/live", millis);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String timed(String path, List<Double> millis) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        millis.add((System.nanoTime() - begin) / 1e6);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + answer.statusCode());
        }
        return answer.body();
    }

    private static String p99(List<Double> millis) {
        Spread all = spread(millis);
        return "%.2f (most %.1f, of %,d)".formatted(all.at(0.99), all.at(1), millis.size());
    }

    private static Spread spread(List<Double> millis) {
        return new Spread(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
