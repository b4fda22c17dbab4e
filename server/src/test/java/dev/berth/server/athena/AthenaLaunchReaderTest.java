package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.results.S3Uri;
import dev.berth.spi.SessionRuntime.Launch;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AthenaLaunchReaderTest {
    private final AthenaLaunchReader reader = new AthenaLaunchReader(Athena.MODEL);

    private static Launch launch(String given, String workGroup) {
        return new Launch(
                new SessionId(1, 2),
                "team",
                EngineVersions.PYSPARK_3,
                20,
                Duration.ofMinutes(20),
                OpaqueBytes.ofUtf8(given.replace('\'', '"')),
                OpaqueBytes.ofUtf8(workGroup.replace('\'', '"')));
    }

    private static String properties(String member) {
        return "{'EngineConfiguration':{" + member + "}}";
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/folder/, bucket, folder",
        "s3://bucket/folder///, bucket, folder",
        "S3://bucket, bucket, ''",
        "s3://bucket/, bucket, ''",
        "s3://bucket/a b/1+1/100%/größe, bucket, a b/1+1/100%/größe",
        "s3://bucket//double//, bucket, /double"
    })
    void results_lieInTheOutputLocation(String location, String bucket, String key) {
        String workGroup = "{'Configuration':{'ResultConfiguration':{'OutputLocation':'" + location + "'}}}";

        assertThat(reader.results(launch("", workGroup))).isEqualTo(new S3Uri(bucket, key));
        TestSession session = new TestSession()
                .in(FakeScheduler.workGroup(
                        "team", EngineVersions.PYSPARK_3, OpaqueBytes.ofUtf8(workGroup.replace('\'', '"'))));
        assertThat(ResultLocation.of(session.withId(new SessionId(1, 2)), new KeptMembers(Athena.MODEL)))
                .isEqualTo(new S3Uri(bucket, key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "{}", "{'Configuration':{}}", "{'Configuration':{'ResultConfiguration':{}}}"})
    void results_withoutALocation_lieInAFolderOfTheWorkGroup(String workGroup) {
        assertThat(reader.results(launch("", workGroup))).hasToString("s3://berth-results/team");
    }

    @Test
    void sparkProperties_areTheSessionsOwn_asAWhole() {
        String workGroup = "{'Configuration':" + properties("'SparkProperties':{'a':'1','b':'1'}") + "}";

        assertThat(reader.sparkProperties(launch(properties("'SparkProperties':{'a':'2'}"), workGroup)))
                .isEqualTo(Map.of("a", "2"));
        assertThat(reader.sparkProperties(launch(properties("'SparkProperties':{}"), workGroup)))
                .isEmpty();
        assertThat(reader.sparkProperties(launch(properties("'MaxConcurrentDpus':20"), workGroup)))
                .isEqualTo(Map.of("a", "1", "b", "1"));
        assertThat(reader.sparkProperties(launch("", workGroup))).isEqualTo(Map.of("a", "1", "b", "1"));
    }

    @Test
    void sparkProperties_ofNobody_areNone() {
        assertThat(reader.sparkProperties(launch("", ""))).isEmpty();
        assertThat(reader.sparkProperties(launch(properties(""), "{'Configuration':" + properties("") + "}")))
                .isEmpty();
    }

    @Test
    void notebook_isTheOneThatTheStartNames() {
        String given = properties("'AdditionalConfigs':{'NotebookFileURI':'s3://b/my notebooks/n.ipynb'}");

        assertThat(reader.notebook(launch(given, ""))).isEqualTo(new S3Uri("b", "my notebooks/n.ipynb"));
        assertThat(reader.notebook(launch(properties("'AdditionalConfigs':{'NotebookId':'n'}"), "")))
                .isNull();
        assertThat(reader.notebook(launch(properties(""), ""))).isNull();
        assertThat(reader.notebook(launch("", ""))).isNull();
    }

    @Test
    void notebook_atNoAddress_isRefused() {
        Launch launch = launch(properties("'AdditionalConfigs':{'NotebookFileURI':'n.ipynb'}"), "");

        assertThatThrownBy(() -> reader.notebook(launch)).isInstanceOf(IllegalArgumentException.class);
    }
}
