package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import dev.berth.server.testing.RequiredTools;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CalculationExecutionState;
import software.amazon.awssdk.services.athena.model.GetCalculationExecutionResponse;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The whole server in this process, with a kernel for each session, and Amazon's clients as its users make them: one address
 * for both services. Its kernels end with it.
 */
final class KernelBerth implements AutoCloseable {
    static final String WORK_GROUP = "spark-primary";
    /** What every session here holds. */
    static final int DPUS = 4;

    private static final long PAUSE_NANOS = 5_000_000;

    private static final Set<CalculationExecutionState> FINAL = EnumSet.of(
            CalculationExecutionState.COMPLETED, CalculationExecutionState.FAILED, CalculationExecutionState.CANCELED);

    private final BerthServer server;
    private final AthenaClient athena;
    private final S3Client s3;

    private KernelBerth(Path data) {
        server = BerthServer.start(ServerConfig.load(
                Map.of(
                        "port",
                        "0",
                        "data",
                        data.toString(),
                        "journal.durability",
                        "memory",
                        "runtime.name",
                        "jupyter",
                        "runtime.on-stop",
                        "terminate"),
                Map.of()));
        URI url = URI.create(server.url());
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("berth", "berth-secret"));
        athena = AthenaClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(credentials)
                .build();
        s3 = S3Client.builder()
                .endpointOverride(url)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(credentials)
                .build();
    }

    /** Starts one, where kernels are installed; elsewhere the tests that ask for it are skipped. */
    static KernelBerth start(Path data) {
        RequiredTools.ipykernel();
        return new KernelBerth(data);
    }

    AthenaClient athena() {
        return athena;
    }

    S3Client s3() {
        return s3;
    }

    /** A new session that is ready. */
    String idleSession() {
        return idleSession(WORK_GROUP);
    }

    /** A new session of this work group that is ready. */
    String idleSession(String workGroup) {
        String id = athena.startSession(r -> r.workGroup(workGroup).engineConfiguration(e -> e.maxConcurrentDpus(DPUS)))
                .sessionId();
        awaitSession(id, SessionState.IDLE);
        return id;
    }

    SessionState stateOf(String session) {
        return athena.getSessionStatus(r -> r.sessionId(session)).status().state();
    }

    void awaitSession(String id, SessionState state) {
        await(() -> stateOf(id) == state);
    }

    /** Asks until it holds, with pauses that leave the processors to the kernels. */
    static void await(BooleanSupplier condition) {
        TestBerth.await(() -> {
            boolean holds = condition.getAsBoolean();
            if (!holds) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return holds;
        });
    }

    /** Starts a calculation. */
    String start(String session, String code) {
        return athena.startCalculationExecution(r -> r.sessionId(session).codeBlock(code))
                .calculationExecutionId();
    }

    /** Runs a calculation to its end. */
    GetCalculationExecutionResponse run(String session, String code) {
        return awaitEnd(start(session, code));
    }

    CalculationExecutionState calculationState(String id) {
        return athena.getCalculationExecutionStatus(r -> r.calculationExecutionId(id))
                .status()
                .state();
    }

    /** The calculation, once it has ended. */
    GetCalculationExecutionResponse awaitEnd(String id) {
        await(() -> isFinal(calculationState(id)));
        return athena.getCalculationExecution(r -> r.calculationExecutionId(id));
    }

    static boolean isFinal(@Nullable CalculationExecutionState state) {
        return state != null && FINAL.contains(state);
    }

    /** The object that an address names, fetched as clients do: what follows the bucket is the key, character by character. */
    ResponseBytes<GetObjectResponse> fetch(String uri) {
        assertThat(uri).startsWith("s3://");
        String path = uri.substring("s3://".length());
        int slash = path.indexOf('/');
        return s3.getObjectAsBytes(r -> r.bucket(path.substring(0, slash)).key(path.substring(slash + 1)));
    }

    String text(String uri) {
        return fetch(uri).asUtf8String();
    }

    @Override
    public void close() {
        athena.close();
        s3.close();
        server.close();
    }
}
