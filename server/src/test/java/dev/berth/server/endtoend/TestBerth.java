package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.server.TestVertx;
import dev.berth.server.athena.AthenaConfig;
import dev.berth.server.athena.AthenaDialect;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.Probes;
import dev.berth.server.http.TestHttpConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.AthenaClientBuilder;

/** A front end and an engine in this process, on a free port, with a runtime and a journal that the test steers. */
final class TestBerth implements AutoCloseable {
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final SwitchableJournal journal = new SwitchableJournal();
    private final Vertx vertx = TestVertx.open();
    private final Engine engine;
    private final FrontEnd frontEnd;

    private TestBerth(UnaryOperator<EngineConfig.Builder> settings) throws IOException {
        engine = Engine.start(settings.apply(EngineConfig.builder()
                        .journal(journal)
                        .runtime(EngineVersions.PYSPARK_3, runtime)
                        .runtime(EngineVersions.SPARK_3_5, runtime)
                        .workGroup(CreateWorkGroup.named("primary", EngineVersions.SQL_3))
                        .workGroup(CreateWorkGroup.named("spark-primary", EngineVersions.PYSPARK_3))
                        .workGroup(CreateWorkGroup.named("spark-35", EngineVersions.SPARK_3_5)))
                .build());
        ServiceModel model = loadModel();
        HttpConfig http = new TestHttpConfig().maxConnections(20_000).build();
        AthenaConfig athena = new AthenaConfig("us-east-1", "000000000000");
        frontEnd = FrontEnd.start(
                        vertx, http, engine, scheduler -> new AthenaDialect(athena, model, scheduler), new NoProbes())
                .await();
    }

    static TestBerth start() throws IOException {
        return start(UnaryOperator.identity());
    }

    static TestBerth start(UnaryOperator<EngineConfig.Builder> settings) throws IOException {
        return new TestBerth(settings);
    }

    AthenaClient client() {
        return clientBuilder().build();
    }

    /** A client that does not hide a refusal by asking again. */
    AthenaClient clientThatTriesOnce() {
        return clientBuilder()
                .overrideConfiguration(override -> override.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    private AthenaClientBuilder clientBuilder() {
        return AthenaClient.builder()
                .endpointOverride(URI.create(url()))
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("berth", "berth-secret")));
    }

    String url() {
        return frontEnd.url();
    }

    Engine engine() {
        return engine;
    }

    ScriptedRuntime runtime() {
        return runtime;
    }

    SwitchableJournal journal() {
        return journal;
    }

    /** Asks until it holds; gives up after a time that no working server needs. */
    static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        frontEnd.drainAndClose(Duration.ofSeconds(5)).await();
        engine.close();
        vertx.close().await();
    }

    private static ServiceModel loadModel() throws IOException {
        try (InputStream json = AthenaDialect.class.getResourceAsStream("athena-model.json")) {
            return ServiceModel.load(json);
        }
    }

    private static final class NoProbes implements Probes {
        @Override
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            return new MetricsText("text/plain", "");
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
