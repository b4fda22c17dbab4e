package dev.berth.server.s3;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.TestVertx;
import dev.berth.server.http.Administration;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.http.MediaTypes;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.Probes;
import dev.berth.server.http.RawClient;
import dev.berth.server.http.TestHttpConfig;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Identities;
import dev.berth.server.results.FileResultStore;
import dev.berth.server.results.S3Uri;
import dev.berth.server.results.TestResults;
import dev.berth.server.sigv4.SignedService;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A store of files behind a front end on a free port. */
final class TestS3 implements AutoCloseable {
    final FileResultStore store;
    private final Path temp;
    private final Vertx vertx = TestVertx.open();
    private final FrontEnd frontEnd;

    /** For everybody. */
    TestS3(Path temp) throws IOException {
        this(temp, () -> new Authenticator(Identities.none(), SignedService.s3(null)), new Everybody());
    }

    TestS3(Path temp, Supplier<Authenticator> authenticators, ObjectReaders readers) throws IOException {
        this.temp = temp;
        store = FileResultStore.open(temp.resolve("results"));
        HttpConfig config = new TestHttpConfig().build();
        frontEnd = FrontEnd.start(
                        vertx,
                        config,
                        new FakeScheduler(),
                        scheduler -> (request, responder) ->
                                responder.answer(200, MediaTypes.AWS_JSON, new byte[] {'{', '}'}),
                        new TextProbes(),
                        Administration.OPEN,
                        new S3Endpoint(vertx, store.objects(), "eu-central-1", authenticators, readers))
                .await();
    }

    void keep(S3Uri results, SessionId session, CalculationId calculation, String stdout) throws IOException {
        store.keep(results, session, calculation, TestResults.files(temp, stdout, "err", "{}"))
                .join();
    }

    String url() {
        return frontEnd.url();
    }

    RawClient connect() throws IOException {
        return new RawClient(frontEnd.port());
    }

    /** Amazon's client, as a user of both APIs would make it. */
    S3Client client() {
        return client("berth", "berth-secret");
    }

    /** The same with a key of one's own. */
    S3Client client(String accessKeyId, String secretAccessKey) {
        return S3Client.builder()
                .endpointOverride(URI.create(url()))
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .build();
    }

    @Override
    public void close() {
        frontEnd.drainAndClose(Duration.ofSeconds(5)).await();
        vertx.close().await();
        store.close();
    }

    private static final class Everybody implements ObjectReaders {
        @Override
        public boolean mayRead(Caller caller, String key) {
            return true;
        }

        @Override
        public boolean mayReadAnything(Caller caller) {
            return true;
        }
    }

    private static final class TextProbes implements Probes {
        @Override
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            return new MetricsText("text/plain", "metric 1\n");
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
