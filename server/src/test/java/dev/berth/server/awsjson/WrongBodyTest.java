package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not JSON, not of the model's types, or odd but right. */
final class WrongBodyTest {
    private static final String ENGINE = "\"EngineConfiguration\":";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                " null ",
                "{",
                "}",
                "nul",
                "{]",
                "{\"WorkGroup\"}",
                "{\"WorkGroup\":}",
                "{\"WorkGroup\":\"w\",}",
                "{\"WorkGroup\":\"w\" \"EngineConfiguration\":{}}",
                "{WorkGroup:\"w\"}",
                "{'WorkGroup':'w'}",
                "{\"WorkGroup\":\"w",
                "{\"WorkGroup\":\"a\nb\"}",
                "{\"WorkGroup\":\"\\x\"}",
                "{\"WorkGroup\":\"\\u12\"}",
                "{\"SessionIdleTimeoutInMinutes\":01}",
                "{\"SessionIdleTimeoutInMinutes\":+1}",
                "{\"SessionIdleTimeoutInMinutes\":.5}",
                "{\"SessionIdleTimeoutInMinutes\":1.}",
                "{\"SessionIdleTimeoutInMinutes\":NaN}",
                "{\"Unknown\":NaN}",
                "{\"Unknown\":[1,]}",
                "/* comment */ {}",
                "{} {}",
                "{}{}",
                "{},",
                "{}]",
                "{}x",
                "{\"Tags\":[{\"Key\":\"k\"}",
                "{\"Description\":\"\\ud83d\"}",
                "{\"Description\":\"\\ude00\\ud83d\"}",
                "{\"EngineConfiguration\":{\"SparkProperties\":{\"\\ud83d\":\"v\"}}}",
                "{\"EngineConfiguration\":{\"SparkProperties\":{\"k\":\"\\ude00\"}}}"
            })
    void notJson_isASerializationExceptionWithoutMessage(String body) {
        assertThat(message(body)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | Start of list found where not expected",
                "[{}] | Start of list found where not expected",
                "1 | Expected null",
                "\"x\" | Expected null",
                "true | Expected null",
                "{\"Description\":1} | NUMBER_VALUE can not be converted to a String",
                "{\"Description\":1.5} | NUMBER_VALUE can not be converted to a String",
                "{\"Description\":true} | TRUE_VALUE can not be converted to a String",
                "{\"Description\":false} | FALSE_VALUE can not be converted to a String",
                "{\"Description\":[\"x\"]} | Start of list found where not expected",
                "{\"Description\":{\"a\":1}} | Start of structure or map found where not expected.",
                "{\"SessionIdleTimeoutInMinutes\":\"1\"} | STRING_VALUE can not be converted to an Integer",
                "{\"SessionIdleTimeoutInMinutes\":false} | FALSE_VALUE can not be converted to an Integer",
                "{\"SessionIdleTimeoutInMinutes\":2147483648} | NUMBER_VALUE can not be converted to an Integer",
                "{\"SessionIdleTimeoutInMinutes\":1e99} | NUMBER_VALUE can not be converted to an Integer",
                "{\"CopyWorkGroupTags\":\"true\"} | STRING_VALUE can not be converted to a Boolean",
                "{\"CopyWorkGroupTags\":1} | NUMBER_VALUE can not be converted to a Boolean",
                "{\"Tags\":\"x\"} | Expected list or null",
                "{\"Tags\":1} | Expected list or null",
                "{\"Tags\":true} | Expected list or null",
                "{\"Tags\":{}} | Start of structure or map found where not expected.",
                "{\"Tags\":[[]]} | Start of list found where not expected",
                "{\"Tags\":[\"x\"]} | Expected null",
                "{\"EngineConfiguration\":\"x\"} | Expected null",
                "{\"EngineConfiguration\":1} | Expected null",
                "{\"EngineConfiguration\":[]} | Start of list found where not expected",
                "{\"EngineConfiguration\":{\"SparkProperties\":\"x\"}} | Expected null",
                "{\"EngineConfiguration\":{\"SparkProperties\":{\"k\":1}}} "
                        + "| NUMBER_VALUE can not be converted to a String",
                "{\"EngineConfiguration\":{\"SparkProperties\":{\"k\":{}}}} "
                        + "| Start of structure or map found where not expected."
            })
    void wrongType_isASerializationExceptionThatNamesIt(String body, String message) {
        assertThat(message(body)).isEqualTo(message);
    }

    @Test
    void wrongTypeOfALong_namesLong() {
        Operation operation = AthenaModel.operation("CreateWorkGroup");
        String body = "{\"Name\":\"w\",\"Configuration\":{\"BytesScannedCutoffPerQuery\":\"1\"}}";
        WireException error = catchThrowableOfType(WireException.class, () -> operation.read(body.getBytes(UTF_8)));
        assertThat(error).hasMessage("STRING_VALUE can not be converted to a Long");
    }

    @Test
    void typesAreCheckedInTheWholeBodyBeforeConstraints() {
        assertThat(message("{\"WorkGroup\":\"not valid\",\"Description\":1}"))
                .isEqualTo("NUMBER_VALUE can not be converted to a String");
        assertThat(message("{\"WorkGroup\":\"not valid\",\"Unknown\":")).isNull();
    }

    @Test
    void ofSeveralFaultsTheFirstInTheTextIsTold() {
        assertThat(message("{\"Description\":1,\"Tags\":1}")).startsWith("NUMBER_VALUE");
        assertThat(message("{\"Tags\":1,\"Description\":1}")).isEqualTo("Expected list or null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.9", "1e0", "10e-1", "1.0000000000000001"})
    void decimalForAnInteger_isTruncated(String number) throws WireException {
        assertThat(read("{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"CoordinatorDpuSize\":" + number + "}}")
                        .structure("EngineConfiguration"))
                .extracting(engine -> engine.integer("CoordinatorDpuSize"))
                .isEqualTo(1);
    }

    @Test
    void decimalForALong_isTruncated() throws WireException {
        String body = "{\"Name\":\"w\",\"Configuration\":{\"BytesScannedCutoffPerQuery\":1.00000005e8}}";
        assertThat(AthenaModel.operation("CreateWorkGroup")
                        .read(body.getBytes(UTF_8))
                        .structure("Configuration"))
                .extracting(configuration -> configuration.longInteger("BytesScannedCutoffPerQuery"))
                .isEqualTo(100_000_005L);
    }

    @Test
    void unknownMembersOfAnyKind_areIgnoredAtEveryDepth() throws WireException {
        String unknown = "\"X\":{\"WorkGroup\":1,\"y\":[[{}],null,true,1e999]},\"workGroup\":7,\"\":\"\\ud83d\",";
        String body = "{" + unknown + "\"WorkGroup\":\"w\",\"EngineConfiguration\":{" + unknown
                + "\"Classifications\":[{" + unknown + "\"Name\":\"n\"}]}}";
        assertThat(read(body))
                .isEqualTo(
                        read("{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"Classifications\":[{\"Name\":\"n\"}]}}"));
    }

    @Test
    void nullIsAbsentAtEveryDepth() throws WireException {
        String body = "{\"Description\":null,\"WorkGroup\":\"w\",\"Tags\":null,\"EngineConfiguration\":"
                + "{\"MaxConcurrentDpus\":null,\"SparkProperties\":{\"a\":null,\"b\":\"c\"},"
                + "\"Classifications\":[null]}}";
        Structure request = read(body);
        assertThat(request.has("Description")).isFalse();
        assertThat(request.list("Tags")).isNull();
        assertThat(request)
                .isEqualTo(read("{\"WorkGroup\":\"w\",\"EngineConfiguration\":"
                        + "{\"SparkProperties\":{\"b\":\"c\"},\"Classifications\":[]}}"));
    }

    @Test
    void ofMembersOfOneName_theLastWins() throws WireException {
        assertThat(read("{\"WorkGroup\":\"a\"," + ENGINE + "{},\"WorkGroup\":\"b\"}"))
                .isEqualTo(read("{\"WorkGroup\":\"b\"," + ENGINE + "{}}"));
        assertThat(read("{\"WorkGroup\":\"a\",\"Description\":\"d\"," + ENGINE + "{},\"Description\":null}")
                        .has("Description"))
                .isFalse();
        assertThat(read("{\"WorkGroup\":\"a\"," + ENGINE
                        + "{\"SparkProperties\":{\"k\":\"1\",\"k\":\"2\",\"l\":\"3\",\"l\":null}}}"))
                .isEqualTo(read("{\"WorkGroup\":\"a\"," + ENGINE + "{\"SparkProperties\":{\"k\":\"2\"}}}"));
        assertThat(message("{\"WorkGroup\":1,\"WorkGroup\":\"w\"}")).startsWith("NUMBER_VALUE");
    }

    @Test
    void bytesThatAreNotUtf8_areNotJson() {
        byte[][] bad = {
            {(byte) 0xE9}, // ISO 8859-1
            {(byte) 0xC0, (byte) 0x80}, // overlong
            {(byte) 0xE0, (byte) 0x80, (byte) 0xAF}, // overlong
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
            {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80}, // a pair of them
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond U+10FFFF
            {(byte) 0xC3}, // ends early
            {(byte) 0x80} // begins late
        };
        for (byte[] sequence : bad) {
            String text = new String(sequence, ISO_8859_1);
            assertThat(message(("{\"Description\":\"" + text + "\"}").getBytes(ISO_8859_1)))
                    .isNull();
            assertThat(message(("{\"Unknown\":\"" + text + "\"}").getBytes(ISO_8859_1)))
                    .isNull();
            assertThat(message(("{\"" + text + "\":1}").getBytes(ISO_8859_1))).isNull();
            assertThat(message(("{} " + text).getBytes(ISO_8859_1))).isNull();
        }
    }

    @Test
    void otherEncodingsOfUnicode_areNotJson() {
        for (Charset charset :
                new Charset[] {UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE")}) {
            assertThat(message("{\"WorkGroup\":\"w\"}".getBytes(charset))).isNull();
        }
    }

    @Test
    void partOfAnArray_isReadAlone() throws WireException {
        byte[] buffer = "}}{\"SessionId\":\"s\"}{{".getBytes(UTF_8);
        assertThat(AthenaModel.operation("GetSession").read(buffer, 2, 17).string("SessionId"))
                .isEqualTo("s");
    }

    private static Structure read(String body) throws WireException {
        return AthenaModel.operation("StartSession").read(body.getBytes(UTF_8));
    }

    private static @Nullable String message(String body) {
        return message(body.getBytes(UTF_8));
    }

    /** The message of the SerializationException that a body must end in. */
    private static @Nullable String message(byte[] body) {
        WireException error = catchThrowableOfType(
                WireException.class, () -> AthenaModel.operation("StartSession").read(body));
        assertThat(error).as(new String(body, UTF_8)).isNotNull();
        assertThat(error.type()).isEqualTo("SerializationException");
        assertThat(error.athenaErrorCode()).isNull();
        assertThat(error.httpStatus()).isEqualTo(400);
        assertThat(error.getStackTrace()).isEmpty();
        return error.getMessage();
    }
}
