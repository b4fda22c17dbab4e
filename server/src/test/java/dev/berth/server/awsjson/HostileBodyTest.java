package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bodies made to hurt: all of them end soon, in the documented answer. The time limit is far beyond what a busy machine
 * needs, and far below what anything that grows faster than the body would take.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class HostileBodyTest {
    private static final int MIB = 1 << 20;
    private static final int MUTATIONS = 20_000;

    private static final String VALID =
            "{\"Description\":\"caf\u00E9 \\u00e9 \uD83D\uDE00\",\"WorkGroup\":\"spark-primary\","
                    + "\"EngineConfiguration\":{\"CoordinatorDpuSize\":1,\"MaxConcurrentDpus\":20,"
                    + "\"SparkProperties\":{\"spark.a\":\"b\"},"
                    + "\"Classifications\":[{\"Name\":\"spark-defaults\",\"Properties\":{\"k\":\"v\"}}]},"
                    + "\"MonitoringConfiguration\":{\"CloudWatchLoggingConfiguration\":{\"Enabled\":true,"
                    + "\"LogTypes\":{\"SPARK_DRIVER\":[\"STDOUT\",\"STDERR\"]}}},\"SessionIdleTimeoutInMinutes\":30,"
                    + "\"ClientRequestToken\":\"0123456789abcdef0123456789abcdef\",\"Tags\":[{\"Key\":\"k\","
                    + "\"Value\":\"v\"}],"
                    + "\"CopyWorkGroupTags\":false}";

    @Test
    void nesting_isBoundedAlsoWhereItIsIgnored() {
        String levels = "[".repeat(WireJson.MAX_NESTING - 1) + "]".repeat(WireJson.MAX_NESTING - 1);
        assertThatCode(() -> read(with("\"Unknown\":" + levels))).doesNotThrowAnyException();
        assertNotJson(with("\"Unknown\":[" + levels + "]"));
        assertNotJson("{\"Unknown\":" + "[".repeat(MIB));
        assertNotJson("{\"Unknown\":" + "{\"a\":".repeat(MIB));
        assertNotJson("{\"EngineConfiguration\":".repeat(100_000));
    }

    @Test
    void hugeNumbers_endInAnError() {
        String digits = "9".repeat(WireJson.MAX_NUMBER_LENGTH);
        assertWrongType(
                "{\"SessionIdleTimeoutInMinutes\":" + digits + "}", "NUMBER_VALUE can not be converted to an Integer");
        assertNotJson("{\"SessionIdleTimeoutInMinutes\":" + digits + "9}");
        assertNotJson("{\"SessionIdleTimeoutInMinutes\":" + "9".repeat(MIB) + "}");
        assertNotJson("{\"SessionIdleTimeoutInMinutes\":0." + "9".repeat(MIB) + "}");
        for (String number : new String[] {"1e999999999", "-1e999999999", "9223372036854775808", "1e19", "-1e10"}) {
            assertWrongType(
                    "{\"SessionIdleTimeoutInMinutes\":" + number + "}",
                    "NUMBER_VALUE can not be converted to an Integer");
        }
        assertThatCode(() -> read(with("\"Unknown\":1e999999999"))).doesNotThrowAnyException();
        assertBreaks("{\"SessionIdleTimeoutInMinutes\":1e-999999999}", "greater than or equal to 1");
    }

    @Test
    void longStrings_areCheckedWithoutTheirPattern() {
        for (String text :
                new String[] {"a".repeat(MIB), "\u00E9".repeat(MIB), "\uD83D\uDE00".repeat(MIB), "a\\n".repeat(MIB)}) {
            assertBreaks(with("\"Description\":\"" + text + "\""), "less than or equal to 1024");
            assertBreaks(with("\"ClientRequestToken\":\"" + text + "\""), "less than or equal to 128");
            assertBreaks(with("\"ExecutionRole\":\"arn:aws" + text + "\""), "less than or equal to 2048");
            assertBreaks("{\"EngineConfiguration\":{},\"WorkGroup\":\"" + text + "\"}", "[a-zA-Z0-9._-]{1,128}");
            assertThatCode(() -> read(with("\"Unknown\":\"" + text + "\""))).doesNotThrowAnyException();
        }
    }

    @Test
    void stringsAtTheirMaximum_doNotMakePatternsBacktrack() {
        String[] keys = {
            "arn:aws" + "a".repeat(2_041),
            "arn:aws:kms:" + "a-".repeat(1_018),
            "arn:aws:kms:a:123456789012:key/" + "/".repeat(2_016) + " ",
            "alias/" + "-".repeat(2_041) + "!",
            "arn:aws" + "-".repeat(2_000)
        };
        for (String key : keys) {
            assertBreaks(monitoring("ManagedLoggingConfiguration", "KmsKey", key), "regular expression pattern: ^arn");
        }
        assertBreaks(monitoring("S3LoggingConfiguration", "LogLocation", "s3://" + "a-".repeat(509)), "pattern: ^s3");
        assertBreaks(
                monitoring("S3LoggingConfiguration", "LogLocation", "s3://a" + "a".repeat(1_017) + "!"),
                "pattern: ^s3");
        assertBreaks(monitoring("CloudWatchLoggingConfiguration", "LogGroup", "a".repeat(511) + "!"), "pattern: ^[a-z");
        assertBreaks(with("\"ExecutionRole\":\"arn:aws" + "-".repeat(2_041) + "\""), "pattern: ^arn");
    }

    @Test
    void names_areBoundedAsTheParserKeepsThem() throws WireException {
        String longest = "n".repeat(WireJson.MAX_NAME_LENGTH);
        read(with("\"" + longest + "\":1"));
        assertNotJson(with("\"" + longest + "n\":1"));
        assertNotJson(with("\"" + "n".repeat(MIB) + "\":1"));
        assertBreaks(
                "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"SparkProperties\":{\"" + longest + "\":\"v\"}}}",
                "Map keys");
    }

    @Test
    void manyNamesAndKeys() throws WireException {
        String unknown =
                IntStream.range(0, 100_000).mapToObj(i -> "\"n" + i + "\":1").collect(Collectors.joining(","));
        read(with(unknown));
        String keys = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(","));
        Structure request = read("{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"SparkProperties\":{" + keys + "}}}");
        Structure engine = requireNonNull(request.structure("EngineConfiguration"));
        assertThat(engine.stringMap("SparkProperties")).hasSize(100_000);
    }

    @Test
    void manyDuplicates() throws WireException {
        String duplicates = "\"Description\":\"d\",".repeat(100_000);
        assertThat(read("{" + duplicates + "\"WorkGroup\":\"w\",\"EngineConfiguration\":{}}")
                        .string("Description"))
                .isEqualTo("d");
    }

    @Test
    void manyFaults_makeAShortMessage() {
        String tags = "{\"Key\":\"\"}" + (",{\"Key\":\"" + "k".repeat(129) + "\"}").repeat(100_000);
        WireException error = error(with("\"Tags\":[" + tags + "]"));
        assertThat(error.getMessage())
                .startsWith("10 validation errors detected")
                .hasSizeLessThan(1_200);
    }

    @Test
    void notebookPayloadOfTheGreatestSize_isAccepted() throws WireException {
        String start = "{\"NotebookId\":\"0f9c0b7e-6a35-4d8e-9a53-1f0e5c1f2b77\",\"Type\":\"IPYNB\",\"Payload\":\"";
        Operation operation = AthenaModel.operation("UpdateNotebook");
        // Six bytes a character, as boto3 sends them.
        byte[] body = (start + "\\u00e9".repeat(10_485_760) + "\"}").getBytes(UTF_8);
        assertThat(operation.read(body).string("Payload")).hasSize(10_485_760);
        byte[] tooLong = (start + "a".repeat(10_485_761) + "\"}").getBytes(UTF_8);
        assertThat(catchThrowableOfType(WireException.class, () -> operation.read(tooLong)))
                .hasMessageContaining("Member must have length less than or equal to 10485760");
    }

    @Test
    void mutatedBodies_giveARequestOrAnError() {
        long seed = new Random().nextLong();
        System.out.println("HostileBodyTest seed: " + seed);
        Random random = new Random(seed);
        Operation operation = AthenaModel.operation("StartSession");
        byte[] valid = VALID.getBytes(UTF_8);
        assertThatCode(() -> operation.read(valid)).doesNotThrowAnyException();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] body = mutated(valid, random);
            String description = "seed " + seed + ", mutation " + i + ": " + new String(body, UTF_8);
            try {
                Structure request = operation.read(body);
                assertThat(operation.input().readTrusted(request.canonical()))
                        .as(() -> description)
                        .isEqualTo(request);
            } catch (WireException e) {
                assertThat(e.type()).isIn("SerializationException", "InvalidRequestException");
                assertThat(e.body().toJson()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(description, e);
            }
        }
    }

    /** One to four bytes changed, taken out, put in, or a part repeated or moved. */
    private static byte[] mutated(byte[] valid, Random random) {
        byte[] interesting = "{}[]\",:\\u0019.eE+-ntf \u0000\u00FF".getBytes(ISO_8859_1);
        byte[] body = valid.clone();
        for (int edits = 1 + random.nextInt(4); edits > 0 && body.length > 1; edits--) {
            int at = random.nextInt(body.length);
            byte some =
                    random.nextBoolean() ? interesting[random.nextInt(interesting.length)] : (byte) random.nextInt(256);
            body = switch (random.nextInt(5)) {
                case 0 -> spliced(body, at, at + 1, new byte[] {some});
                case 1 -> spliced(body, at, at, new byte[] {some});
                case 2 -> spliced(body, at, Math.min(body.length, at + 1 + random.nextInt(20)), new byte[0]);
                case 3 -> spliced(body, at, at, part(body, random));
                default -> spliced(body, at, Math.min(body.length, at + random.nextInt(20)), part(body, random));
            };
        }
        return body;
    }

    private static byte[] part(byte[] body, Random random) {
        int from = random.nextInt(body.length);
        return Arrays.copyOfRange(body, from, Math.min(body.length, from + random.nextInt(30)));
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] inserted) {
        byte[] result = new byte[body.length - (to - from) + inserted.length];
        System.arraycopy(body, 0, result, 0, from);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(body, to, result, from + inserted.length, body.length - to);
        return result;
    }

    private static String with(String member) {
        return "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{}," + member + "}";
    }

    private static String monitoring(String kind, String member, String value) {
        return with("\"MonitoringConfiguration\":{\"" + kind + "\":{\"Enabled\":true,\"" + member + "\":\"" + value
                + "\"}}");
    }

    private static Structure read(String body) throws WireException {
        return AthenaModel.operation("StartSession").read(body.getBytes(UTF_8));
    }

    private static WireException error(String body) {
        WireException error = catchThrowableOfType(WireException.class, () -> read(body));
        assertThat(error).as("%.200s", body).isNotNull();
        return error;
    }

    private static void assertNotJson(String body) {
        WireException error = error(body);
        assertThat(error.type()).as("%.200s", body).isEqualTo("SerializationException");
        assertThat(error.getMessage()).isNull();
    }

    private static void assertWrongType(String body, String message) {
        WireException error = error(body);
        assertThat(error.type()).isEqualTo("SerializationException");
        assertThat(error).hasMessage(message);
    }

    private static void assertBreaks(String body, String constraint) {
        WireException error = error(body);
        assertThat(error.type()).isEqualTo("InvalidRequestException");
        assertThat(error).hasMessageContaining(constraint);
        assertThat(error.getMessage()).hasSizeLessThan(3_000);
    }
}
