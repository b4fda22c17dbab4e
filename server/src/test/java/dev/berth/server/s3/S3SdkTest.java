package dev.berth.server.s3;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.results.S3Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The AWS SDK for Java against the endpoint. */
class S3SdkTest {
    private static final S3Uri RESULTS = S3Uri.parse("s3://berth-results/spark-primary");

    @TempDir
    private Path temp;

    private TestS3 server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = new TestS3(temp);
        s3 = server.client();
    }

    @AfterEach
    void stop() {
        s3.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/plain",
                "s3://b",
                "s3://b/with space",
                "s3://b/1+1=2",
                "s3://b/100%",
                "s3://b/%41%2F",
                "s3://b/größe/日本語/\uD83D\uDE00",
                "s3://b//double//slash",
                "s3://b/a/../b/./c",
                "s3://b/?x=y&z#f;g",
                "s3://b/<&>\"'",
                "s3://With_Capitals.and-dots/x"
            })
    void objects_underAnyFolder_areFound(String folder) throws IOException {
        S3Uri results = S3Uri.parse(folder);
        server.keep(results, session(1), calculation(1), "Größe: \uD83D\uDE00");
        String key = key(results, session(1), calculation(1), "stdout");

        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(r -> r.bucket(results.bucket()).key(key));
        HeadObjectResponse head = s3.headObject(r -> r.bucket(results.bucket()).key(key));
        ListObjectsV2Response list = s3.listObjectsV2(r -> r.bucket(results.bucket()));

        assertThat(got.asUtf8String()).isEqualTo("Größe: \uD83D\uDE00");
        assertThat(got.response().contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(head.contentLength()).isEqualTo(got.asByteArray().length);
        assertThat(head.eTag())
                .isEqualTo(got.response().eTag())
                .startsWith("\"")
                .endsWith("\"");
        assertThat(head.lastModified()).isEqualTo(got.response().lastModified());
        assertThat(list.contents()).hasSize(3).extracting(S3Object::key).contains(key);
        S3Object listed = list.contents().get(2);
        assertThat(listed.eTag()).isEqualTo(head.eTag());
        assertThat(listed.size()).isEqualTo(head.contentLength());
        assertThat(listed.lastModified()).isEqualTo(head.lastModified());
    }

    @Test
    void result_isJson() throws IOException {
        server.keep(RESULTS, session(1), calculation(1), "out");

        GetObjectResponse got = s3.getObjectAsBytes(
                        r -> r.bucket("berth-results").key(key(RESULTS, session(1), calculation(1), "result.json")))
                .response();

        assertThat(got.contentType()).isEqualTo("application/vnd.aws.athena.v1+json");
    }

    @Test
    void largeObjects_arriveWhole_andInParts() throws IOException {
        String text = "0123456789abcdef".repeat(1 << 20);
        server.keep(RESULTS, session(1), calculation(1), text);
        String key = key(RESULTS, session(1), calculation(1), "stdout");

        assertThat(s3.getObjectAsBytes(r -> r.bucket("berth-results").key(key)).asByteArray())
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        ResponseBytes<GetObjectResponse> part =
                s3.getObjectAsBytes(r -> r.bucket("berth-results").key(key).range("bytes=5000001-10000000"));
        assertThat(part.asUtf8String()).isEqualTo(text.substring(5_000_001, 10_000_001));
        assertThat(part.response().contentRange()).isEqualTo("bytes 5000001-10000000/" + text.length());
    }

    @Test
    void errors_areThoseOfS3() throws IOException {
        server.keep(RESULTS, session(1), calculation(1), "out");

        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("none").key("k")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> s3.listObjectsV2(r -> r.bucket("none"))).isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket("none"))).isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(
                        () -> s3.getObjectAsBytes(r -> r.bucket("berth-results").key("k")))
                .isInstanceOf(NoSuchKeyException.class)
                .satisfies(e -> assertThat(((S3Exception) e).requestId()).isNotEmpty());
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket("berth-results").key("k")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThat(codeOf(() -> s3.putObject(r -> r.bucket("berth-results").key("k"), RequestBody.fromString("x"))))
                .isEqualTo("MethodNotAllowed");
        assertThat(codeOf(() -> s3.deleteObject(r -> r.bucket("berth-results").key("k"))))
                .isEqualTo("MethodNotAllowed");
        assertThat(codeOf(() -> s3.createBucket(r -> r.bucket("berth-results"))))
                .isEqualTo("MethodNotAllowed");
        assertThat(codeOf(() -> s3.listBuckets())).isEqualTo("NotImplemented");
        assertThat(codeOf(() -> s3.getBucketAcl(r -> r.bucket("berth-results"))))
                .isEqualTo("NotImplemented");
        assertThat(codeOf(() -> s3.listObjects(r -> r.bucket("berth-results")))).isEqualTo("NotImplemented");
    }

    private static String codeOf(Runnable call) {
        try {
            call.run();
        } catch (S3Exception e) {
            return e.awsErrorDetails().errorCode();
        }
        throw new AssertionError("no error");
    }

    @Test
    void bucket_isThere_inTheRegion() throws IOException {
        server.keep(RESULTS, session(1), calculation(1), "out");

        assertThat(s3.headBucket(r -> r.bucket("berth-results")).bucketRegion()).isEqualTo("eu-central-1");
        assertThat(s3.getBucketLocation(r -> r.bucket("berth-results")).locationConstraintAsString())
                .isEqualTo("eu-central-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void pages_together_areTheWhole(int pageSize) throws IOException {
        TreeSet<String> all = new TreeSet<>();
        for (String folder : List.of("s3://b/a b", "s3://b/a+b/c", "s3://b/größe", "s3://b")) {
            for (int number = 1; number <= 2; number++) {
                S3Uri results = S3Uri.parse(folder);
                int session = Math.abs(folder.hashCode() % 1_000) * 10 + number;
                server.keep(results, session(session), calculation(number), "out");
                for (String name : List.of("stdout", "stderr", "result.json")) {
                    all.add(key(results, session(session), calculation(number), name));
                }
            }
        }

        assertThat(keys("", "", pageSize)).containsExactlyElementsOf(all);
        assertThat(keys("a", "", pageSize)).containsExactlyElementsOf(startingWith("a", all));
        for (String delimiter : List.of("/", "b/", "ö", "std")) {
            for (String prefix : List.of("", "a", "a b/", "gr")) {
                assertThat(keys(prefix, delimiter, pageSize))
                        .as("prefix %s, delimiter %s", prefix, delimiter)
                        .containsExactlyElementsOf(rolledUp(prefix, delimiter, all));
            }
        }
    }

    private static List<String> startingWith(String prefix, SortedSet<String> all) {
        return all.stream().filter(key -> key.startsWith(prefix)).toList();
    }

    private static SortedSet<String> rolledUp(String prefix, String delimiter, SortedSet<String> all) {
        SortedSet<String> rolledUp = new TreeSet<>();
        for (String key : startingWith(prefix, all)) {
            int at = key.indexOf(delimiter, prefix.length());
            rolledUp.add(at < 0 ? key : key.substring(0, at + delimiter.length()));
        }
        return rolledUp;
    }

    /** Keys and common prefixes, in the order of their pages, sorted within each. */
    private List<String> keys(String prefix, String delimiter, int pageSize) {
        List<String> keys = new ArrayList<>();
        s3.listObjectsV2Paginator(
                        r -> r.bucket("b").prefix(prefix).delimiter(delimiter).maxKeys(pageSize))
                .forEach(page -> {
                    TreeSet<String> onPage = new TreeSet<>();
                    page.contents().stream().map(S3Object::key).forEach(onPage::add);
                    page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(onPage::add);
                    assertThat(page.keyCount()).isEqualTo(onPage.size()).isLessThanOrEqualTo(pageSize);
                    keys.addAll(onPage);
                });
        return keys;
    }

    @Test
    void startAfter_leavesOutWhatIsBefore() throws IOException {
        server.keep(RESULTS, session(1), calculation(1), "out");

        ListObjectsV2Response list = s3.listObjectsV2(
                r -> r.bucket("berth-results").startAfter(key(RESULTS, session(1), calculation(1), "stderr")));

        assertThat(list.contents())
                .extracting(S3Object::key)
                .containsExactly(key(RESULTS, session(1), calculation(1), "stdout"));
    }

    @Test
    void plantedLinks_areNotFollowed() throws IOException {
        server.keep(RESULTS, session(1), calculation(1), "out");
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Path file = temp.resolve("results")
                .resolve(session(1).toString())
                .resolve(calculation(1).toString())
                .resolve("stdout");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThat(codeOf(() -> s3.getObjectAsBytes(
                        r -> r.bucket("berth-results").key(key(RESULTS, session(1), calculation(1), "stdout")))))
                .isEqualTo("InternalError");
    }
}
