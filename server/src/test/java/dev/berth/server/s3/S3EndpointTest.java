package dev.berth.server.s3;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.http.RawClient;
import dev.berth.server.http.RawClient.Answer;
import dev.berth.server.results.S3Uri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they are on the wire. */
class S3EndpointTest {
    private static final S3Uri RESULTS = S3Uri.parse("s3://b/team");
    private static final String KEY = key(RESULTS, session(1), calculation(1), "stdout");
    private static final String OBJECT = "/b/" + KEY;

    @TempDir
    private Path temp;

    private TestS3 server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestS3(temp);
        server.keep(RESULTS, session(1), calculation(1), "0123456789");
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Answer get(String path, String... headerLines) throws IOException {
        String headers = String.join("\r\n", headerLines) + (headerLines.length == 0 ? "" : "\r\n");
        return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .read();
    }

    @Test
    void get_hasTheHeadersOfS3() throws IOException {
        Answer answer = get(OBJECT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(answer.header("content-length")).isEqualTo("10");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.header("etag")).matches("\"[0-9a-f-]+\"").doesNotMatch("\"[0-9a-f]{32}\"");
        assertThat(answer.header("last-modified")).endsWith(" GMT");
        assertThat(answer.header("date")).endsWith(" GMT");
        assertThat(UUID.fromString(answer.header("x-amz-request-id"))).isNotNull();
        assertThat(answer.header("x-amz-request-id")).isEqualTo(answer.header("x-amzn-requestid"));
    }

    @Test
    void get_emptyObject() throws IOException {
        server.keep(RESULTS, session(1), calculation(2), "");
        String empty = "/b/" + key(RESULTS, session(1), calculation(2), "stdout");

        Answer answer = get(empty);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo("0");
        assertThat(get(empty, "Range: bytes=0-").status()).isEqualTo(416);
        assertThat(get(OBJECT).body()).isEqualTo("0123456789");
    }

    @Test
    void get_wholeUrlAsTarget_isServed() throws IOException {
        assertThat(get("http://localhost" + OBJECT).body()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=2-4, 234, bytes 2-4/10",
        "bytes=8-, 89, bytes 8-9/10",
        "bytes=8-100, 89, bytes 8-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-100, 0123456789, bytes 0-9/10",
        "bytes=0-999999999999999999, 0123456789, bytes 0-9/10"
    })
    void range_isPartOfTheObject(String range, String body, String contentRange) throws IOException {
        Answer answer = get(OBJECT, "Range: " + range);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("content-range")).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-",
                "bytes=4-2",
                "bytes=0-1,3-4",
                "lines=0-1",
                "bytes=a-b",
                "bytes=0-99999999999999999999",
                "0-1"
            })
    void range_ofNoKnownForm_isTheWhole(String range) throws IOException {
        Answer answer = get(OBJECT, "Range: " + range);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void range_outsideTheObject_isRefused(String range) throws IOException {
        Answer answer = get(OBJECT, "Range: " + range);

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("content-type")).isEqualTo("application/xml");
        assertThat(answer.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidRange</Code>")
                .contains("<RangeRequested>" + range + "</RangeRequested><ActualObjectSize>10</ActualObjectSize>")
                .contains("<RequestId>" + answer.header("x-amz-request-id") + "</RequestId>");
    }

    @Test
    void head_tellsWhatGetWould() throws IOException {
        client.send("HEAD " + OBJECT + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Answer get = get(OBJECT);

        // An answer to HEAD has no body, whatever its Content-Length says; what follows it is the answer to GET.
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.header("content-length")).isEqualTo("10");
        assertThat(get.body()).startsWith("HTTP/1.1");
    }

    @Test
    void conditions_onTheTag() throws IOException {
        String tag = get(OBJECT).header("etag");

        assertThat(get(OBJECT, "If-Match: " + tag).status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Match: *").status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Match: \"x\", " + tag).status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Match: " + tag.replace("\"", "")).status()).isEqualTo(200);
        Answer failed = get(OBJECT, "If-Match: \"x\"");
        assertThat(failed.status()).isEqualTo(412);
        assertThat(failed.body()).contains("<Code>PreconditionFailed</Code>");
        assertThat(get(OBJECT, "If-None-Match: \"x\"").status()).isEqualTo(200);
        Answer unmodified = get(OBJECT, "If-None-Match: W/" + tag);
        assertThat(unmodified.status()).isEqualTo(304);
        assertThat(unmodified.header("etag")).isEqualTo(tag);
        assertThat(get(OBJECT, "If-Range: " + tag, "Range: bytes=0-1").status()).isEqualTo(206);
        assertThat(get(OBJECT, "If-Range: \"x\"", "Range: bytes=0-1").status()).isEqualTo(200);
    }

    @Test
    void conditions_onTheTime() throws IOException {
        String time = get(OBJECT).header("last-modified");
        String before = "Thu, 01 Jan 1970 00:00:00 GMT";

        assertThat(get(OBJECT, "If-Modified-Since: " + time).status()).isEqualTo(304);
        assertThat(get(OBJECT, "If-Modified-Since: " + before).status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Modified-Since: yesterday").status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Modified-Since: " + time, "If-None-Match: \"x\"")
                        .status())
                .isEqualTo(200);
        assertThat(get(OBJECT, "If-Unmodified-Since: " + time).status()).isEqualTo(200);
        assertThat(get(OBJECT, "If-Unmodified-Since: " + before).status()).isEqualTo(412);
    }

    @Test
    void hostileKeys_areKeysOfNothing() throws IOException {
        for (String key : new String[] {
            "../../../etc/passwd",
            "%2e%2e/%2e%2e/etc/passwd",
            "%2Fetc%2Fpasswd",
            "/etc/passwd",
            "team/../" + KEY,
            "./" + KEY,
            KEY.replace("/", "//"),
            KEY + "/",
            KEY + "%00",
            KEY.replace("/", "%252F"),
            KEY.replace("team", "TEAM"),
            KEY.replace("stdout", "place"),
            KEY.replace("stdout", "%5cstdout"),
            "x".repeat(3_000)
        }) {
            Answer answer = get("/b/" + key);
            assertThat(answer.status()).as(key).isEqualTo(404);
            assertThat(answer.body()).as(key).contains("<Code>NoSuchKey</Code>");
        }
        assertThat(get("/b%2Fteam/" + KEY.substring("team/".length())).body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(get("//b/" + KEY).body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(get("/../b/" + KEY).body()).contains("<Code>NoSuchBucket</Code>");
    }

    @Test
    void encodedKeys_areDecodedOnce() throws IOException {
        assertThat(get("/%62/" + KEY.replace("/", "%2F").replace("t", "%74")).body())
                .isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/b/%", "/b/%4", "/b/%zz", "/b/%ff", "/b/%c0%af", "/b/%ed%a0%80", "/%ff/k", "/b?prefix=%ff"})
    void malformedEncoding_isRefused(String path) throws IOException {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidURI</Code>");
    }

    @Test
    void resourceOfAnError_isEscaped() throws IOException {
        assertThat(get("/b/<&>").body()).contains("<Key>&lt;&amp;&gt;</Key>").contains("<Resource>/b/&lt;&amp;&gt;<");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "%6detrics"})
    void reservedNames_areNoBuckets(String name) throws IOException {
        server.keep(S3Uri.parse("s3://metrics/x"), session(2), calculation(1), "out");

        assertThat(get("/" + name).body()).isEqualTo("metric 1\n");
        Answer below = get("/" + name + "/" + key(S3Uri.parse("s3://metrics/x"), session(2), calculation(1), "stdout"));
        assertThat(below.status()).isEqualTo(404);
        assertThat(below.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void foreignHost_isRefused() throws IOException {
        Answer answer = client.send("GET " + OBJECT + " HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                .read();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("0123456789");
    }

    @Test
    void dialect_keepsItsPath() throws IOException {
        assertThat(client.send(RawClient.post("", "{}")).read().body()).isEqualTo("{}");
        assertThat(get("/").body()).contains("<Code>NotImplemented</Code>");
    }

    @Test
    void writing_isRefused_andTheBodyNotRead() throws IOException {
        Answer answer = client.send("PUT " + OBJECT
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n")
                .read();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.body()).contains("<Code>MethodNotAllowed</Code>");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "max-keys=-1, max-keys",
        "max-keys=x, max-keys",
        "max-keys=99999999999, max-keys",
        "encoding-type=base64, encoding-type",
        "continuation-token=, continuation-token",
        "continuation-token=%21, continuation-token"
    })
    void listing_withAWrongArgument_isRefused(String query, String argument) throws IOException {
        Answer answer = get("/b?list-type=2&" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<Code>InvalidArgument</Code>")
                .contains("<ArgumentName>" + argument + "</ArgumentName>");
    }

    @Test
    void listing_ofNothing_isEmpty() throws IOException {
        assertThat(get("/b?list-type=2&prefix=none").body())
                .contains("<KeyCount>0</KeyCount><IsTruncated>false</IsTruncated>");
        assertThat(get("/b/?list-type=2&max-keys=0").body())
                .contains("<KeyCount>0</KeyCount><IsTruncated>false</IsTruncated>");
        assertThat(get("/b?list-type=2&continuation-token=____").body()).contains("<KeyCount>0</KeyCount>");
    }

    @Test
    void listing_neverHasMoreThanAThousandKeys() throws IOException {
        assertThat(get("/b?list-type=2&max-keys=5000").body()).contains("<MaxKeys>1000</MaxKeys>");
    }

    @Test
    void listing_encodesOnlyWhenAsked() throws IOException {
        server.keep(S3Uri.parse("s3://c/a b+<ö"), session(2), calculation(1), "out");

        assertThat(get("/c?list-type=2&prefix=a+b%2B").body()).contains("<Key>a b+&lt;ö/");
        assertThat(get("/c?list-type=2&encoding-type=url").body()).contains("<Key>a%20b%2B%3C%C3%B6/");
    }
}
