package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.FileTransformerConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps results in an S3, Amazon's or another. Thread-safe. The files that are kept stay where they are.
 *
 * <p>Requests are repeated by the SDK, within a bounded time. The number of them at a time is bounded too.
 */
public final class S3ResultStore implements ResultStore {
    private static final int THREADS = 2;
    private static final long MAX_CLOSE_SECONDS = 2;
    private static final int MAX_CONNECTIONS = 32;
    private static final int MAX_WAITING_REQUESTS = 100_000;
    private static final Duration MAX_REQUEST = Duration.ofMinutes(5);
    private static final int NOT_FOUND = 404;
    private static final CompletableFuture<Void> DONE = CompletableFuture.allOf();

    private final S3AsyncClient s3;
    private final SdkEventLoopGroup eventLoops;
    private final WorkLanes lanes = new WorkLanes(THREADS);

    private S3ResultStore(S3AsyncClient s3, SdkEventLoopGroup eventLoops) {
        this.s3 = s3;
        this.eventLoops = eventLoops;
    }

    /** Opens a store; nothing is asked of the S3 yet. */
    public static S3ResultStore open(S3StoreConfig config) {
        SdkEventLoopGroup eventLoops =
                SdkEventLoopGroup.builder().numberOfThreads(THREADS).build();
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                .credentialsProvider(credentials(config.credentials()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(eventLoops)
                        .maxConcurrency(MAX_CONNECTIONS)
                        .maxPendingConnectionAcquires(MAX_WAITING_REQUESTS)
                        .connectionAcquisitionTimeout(MAX_REQUEST))
                .overrideConfiguration(override -> override.apiCallTimeout(MAX_REQUEST))
                // The checksums that Amazon has come to prefer are unknown to others.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .addPlugin(LegacyMd5Plugin.create());
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint());
        }
        return new S3ResultStore(builder.build(), eventLoops);
    }

    private static AwsCredentialsProvider credentials(S3StoreConfig.@Nullable Credentials given) {
        return given == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(given.accessKeyId(), given.secretAccessKey()));
    }

    @Override
    public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
        S3Uri folder = results.resolve(session.toString()).resolve(calculation.toString());
        Set<ResultName> found = EnumSet.noneOf(ResultName.class);
        return inWords(lanes.run(session, () -> findFiles(files, found)).thenCompose(looked -> {
            CompletableFuture<?>[] puts = ResultName.ALL.stream()
                    .map(name -> found.contains(name)
                            ? put(folder, name, AsyncRequestBody.fromFile(files.resolve(name.text())))
                            : putEmptyIfMissing(folder, name))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(puts);
        }));
    }

    private static void findFiles(Path files, Set<ResultName> found) {
        if (DurableFiles.isFolder(files)) {
            for (ResultName name : ResultName.ALL) {
                if (DurableFiles.isRegular(files.resolve(name.text()))) {
                    found.add(name);
                }
            }
        }
    }

    private CompletableFuture<Void> put(S3Uri folder, ResultName name, AsyncRequestBody body) {
        S3Uri object = folder.resolve(name.text());
        return CompletableFuture.allOf(s3.putObject(
                put -> put.bucket(object.bucket()).key(object.key()).contentType(name.contentType()), body));
    }

    /** A file may be missing because its calculation was kept before. */
    private CompletableFuture<Void> putEmptyIfMissing(S3Uri folder, ResultName name) {
        S3Uri object = folder.resolve(name.text());
        return CompletableFuture.allOf(
                        s3.headObject(head -> head.bucket(object.bucket()).key(object.key())))
                .exceptionallyCompose(failure -> isNotFound(failure)
                        ? put(folder, name, AsyncRequestBody.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
        return inWords(removeFrom(results.resolve(session + "/"), null));
    }

    /** Removes a page of objects with a prefix, and then those that follow. */
    private CompletableFuture<Void> removeFrom(S3Uri prefix, @Nullable String token) {
        return s3.listObjectsV2(list ->
                        list.bucket(prefix.bucket()).prefix(prefix.key()).continuationToken(token))
                .thenCompose(page -> removeAll(prefix.bucket(), page).thenCompose(removed -> {
                    String next = page.nextContinuationToken();
                    return Boolean.TRUE.equals(page.isTruncated()) && next != null ? removeFrom(prefix, next) : DONE;
                }));
    }

    private CompletableFuture<Void> removeAll(String bucket, ListObjectsV2Response page) {
        if (page.contents().isEmpty()) {
            return DONE;
        }
        List<ObjectIdentifier> objects = page.contents().stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        return s3.deleteObjects(delete -> delete.bucket(bucket)
                        .delete(batch -> batch.objects(objects).quiet(true)))
                .thenAccept(answer -> {
                    if (!answer.errors().isEmpty()) {
                        throw new CompletionException(new IOException(
                                "cannot remove an object: " + answer.errors().get(0)));
                    }
                });
    }

    @Override
    public CompletableFuture<Void> fetch(S3Uri object, Path target) {
        Path part = DurableFiles.part(target);
        CompletableFuture<Void> got = CompletableFuture.allOf(s3.getObject(
                get -> get.bucket(object.bucket()).key(object.key()),
                AsyncResponseTransformer.toFile(part, FileTransformerConfiguration.defaultCreateOrReplaceExisting())));
        return inWords(got.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        isNotFound(failure) ? new NoSuchFileException(object.toString()) : failure))
                .thenCompose(
                        whole -> lanes.run(object, () -> Files.move(part, target, StandardCopyOption.ATOMIC_MOVE))));
    }

    private static boolean isNotFound(Throwable failure) {
        return causeOf(failure) instanceof S3Exception answer && answer.statusCode() == NOT_FOUND;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** What fails does so with an IOException, whatever the SDK throws. */
    private static CompletableFuture<Void> inWords(CompletableFuture<Void> work) {
        return work.exceptionallyCompose(failure -> {
            Throwable cause = causeOf(failure);
            return CompletableFuture.failedFuture(
                    cause instanceof IOException ? cause : new IOException("S3 failed: " + cause.getMessage(), cause));
        });
    }

    @Override
    public void close() {
        lanes.close();
        s3.close();
        // The SDK would wait two seconds for requests that nobody makes any more.
        eventLoops
                .eventLoopGroup()
                .shutdownGracefully(0, MAX_CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(MAX_CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
