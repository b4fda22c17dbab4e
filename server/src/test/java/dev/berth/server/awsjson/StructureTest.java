package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class StructureTest {
    private final Structure request = read(
            "StartSession",
            "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20,"
                    + "\"SparkProperties\":{\"b\":\"2\",\"a\":\"1\"}},"
                    + "\"MonitoringConfiguration\":{\"CloudWatchLoggingConfiguration\":{\"Enabled\":true,"
                    + "\"LogTypes\":{\"D\":[\"x\"]}}},"
                    + "\"Tags\":[{\"Key\":\"k\"}]}");

    @Test
    void accessors_giveWhatWasSent() {
        assertThat(request.string("WorkGroup")).isEqualTo("w");
        Structure engine = requireNonNull(request.structure("EngineConfiguration"));
        assertThat(engine.shape().name()).isEqualTo("EngineConfiguration");
        assertThat(engine.integer("MaxConcurrentDpus")).isEqualTo(20);
        assertThat(engine.map("SparkProperties")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(engine.stringMap("SparkProperties")).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(request.structures("Tags"))
                .singleElement()
                .extracting(tag -> tag.string("Key"))
                .isEqualTo("k");
        assertThat(request.list("Tags")).hasSize(1);
        Structure monitoring = requireNonNull(request.structure("MonitoringConfiguration"));
        Structure cloudWatch = requireNonNull(monitoring.structure("CloudWatchLoggingConfiguration"));
        assertThat(cloudWatch.bool("Enabled")).isTrue();
        assertThat(cloudWatch.map("LogTypes")).isEqualTo(Map.of("D", List.of("x")));
        Structure untag = read("UntagResource", "{\"ResourceARN\":\"r\",\"TagKeys\":[\"b\",\"a\"]}");
        assertThat(untag.strings("TagKeys")).containsExactly("b", "a");
        Structure workGroup = read(
                "CreateWorkGroup",
                "{\"Name\":\"w\",\"Configuration\":{\"BytesScannedCutoffPerQuery\":9007199254740993}}");
        assertThat(workGroup.structure("Configuration"))
                .extracting(configuration -> configuration.longInteger("BytesScannedCutoffPerQuery"))
                .isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void accessors_giveNullForWhatWasNotSent() {
        assertThat(request.has("WorkGroup")).isTrue();
        assertThat(request.has("Description")).isFalse();
        assertThat(request.string("Description")).isNull();
        assertThat(request.integer("SessionIdleTimeoutInMinutes")).isNull();
        assertThat(request.bool("CopyWorkGroupTags")).isNull();
        Structure bare = read("StartSession", "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{}}");
        assertThat(bare.structure("MonitoringConfiguration")).isNull();
        assertThat(bare.list("Tags")).isNull();
        assertThat(bare.structures("Tags")).isNull();
        assertThat(bare.structure("EngineConfiguration"))
                .extracting(engine -> engine.map("SparkProperties"))
                .isNull();
    }

    @Test
    void accessors_refuseUnknownNamesAndOtherTypes() {
        for (ThrowingCallable mistake : List.<ThrowingCallable>of(
                () -> request.string("Workgroup"),
                () -> request.has("Workgroup"),
                () -> request.integer("WorkGroup"),
                () -> request.longInteger("SessionIdleTimeoutInMinutes"),
                () -> request.string("EngineConfiguration"),
                () -> request.structure("WorkGroup"),
                () -> request.strings("Tags"),
                () -> request.map("Tags"),
                () -> request.list("WorkGroup"),
                () -> request.bool("WorkGroup"),
                () -> request.stringMap("Description"))) {
            assertThatThrownBy(mistake)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("StartSessionRequest.");
        }
    }

    @Test
    void changes_makeAnotherStructure() {
        Structure engine = requireNonNull(request.structure("EngineConfiguration"));
        Structure other = read("StartSession", "{\"WorkGroup\":\"other\",\"EngineConfiguration\":{}}");
        byte[] before = request.canonical();

        assertThat(request.without("MonitoringConfiguration").without("Tags").given())
                .containsExactly("WorkGroup", "EngineConfiguration");
        assertThat(request.without("Description")).isEqualTo(request);
        assertThat(other.with("EngineConfiguration", engine).structure("EngineConfiguration"))
                .isEqualTo(engine);
        assertThat(request.withMemberOf(other, "WorkGroup").string("WorkGroup")).isEqualTo("other");
        assertThat(request.withMemberOf(other, "Tags").has("Tags")).isFalse();
        assertThat(request.canonical()).isEqualTo(before);
    }

    @Test
    void changes_takeMembersOfOneShapeOnly() {
        Structure engine = requireNonNull(request.structure("EngineConfiguration"));
        Structure create = read("CreateWorkGroup", "{\"Name\":\"w\",\"Description\":\"d\",\"Configuration\":{}}");
        for (ThrowingCallable mistake : List.<ThrowingCallable>of(
                () -> request.with("MonitoringConfiguration", engine),
                () -> request.with("WorkGroup", engine),
                () -> request.with("Nothing", engine),
                () -> request.withMemberOf(create, "Description"),
                () -> request.withMemberOf(create, "Name"),
                () -> request.without("Nothing"))) {
            assertThatThrownBy(mistake).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shape_tellsItsMembers() {
        StructureShape shape = request.shape();
        assertThat(shape.has("Tags")).isTrue();
        assertThat(shape.has("tags")).isFalse();
        assertThat(shape.structure("EngineConfiguration").empty().given()).isEmpty();
        assertThat(shape.structure("EngineConfiguration").empty().canonical()).isEqualTo("{}".getBytes(UTF_8));
        assertThatThrownBy(() -> shape.structure("Tags")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void collections_areUnmodifiable() {
        assertThat(request.list("Tags")).isUnmodifiable();
        Structure engine = requireNonNull(request.structure("EngineConfiguration"));
        assertThat(engine.stringMap("SparkProperties")).isUnmodifiable();
    }

    @Test
    void writing_wholeOrByMember() {
        byte[] answer = WireJson.write(generator -> {
            generator.writeStartObject();
            generator.writeStringField("SessionId", "s");
            request.writeMember("EngineConfiguration", generator);
            request.writeMember("Description", generator);
            generator.writeFieldName("Whole");
            Structure engine = requireNonNull(request.structure("EngineConfiguration"));
            engine.write(generator);
            generator.writeEndObject();
        });
        String engine = "{\"MaxConcurrentDpus\":20,\"SparkProperties\":{\"a\":\"1\",\"b\":\"2\"}}";
        assertThat(new String(answer, UTF_8))
                .isEqualTo("{\"SessionId\":\"s\",\"EngineConfiguration\":" + engine + ",\"Whole\":" + engine + "}");
    }

    @Test
    void toString_tellsNoValues() {
        assertThat(request)
                .hasToString("StartSessionRequest[WorkGroup, EngineConfiguration, MonitoringConfiguration, Tags]");
    }

    @Test
    void equality_isOfShapeAndValues() {
        Structure one = read("GetSession", "{\"SessionId\":\"s\"}");
        assertThat(one).isEqualTo(read("GetSession", "{\"SessionId\":\"s\"}")).isNotEqualTo("s");
        assertThat(one).isNotEqualTo(read("GetSession", "{\"SessionId\":\"t\"}"));
        assertThat(one).isNotEqualTo(read("TerminateSession", "{\"SessionId\":\"s\"}"));
    }

    private static Structure read(String operation, String body) {
        try {
            return AthenaModel.operation(operation).read(body.getBytes(UTF_8));
        } catch (WireException e) {
            throw new AssertionError(body, e);
        }
    }
}
