package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineOperationsTest {
    private final Athena athena = new Athena();

    @Test
    void versions_areThoseThatAWorkGroupMaySelect() {
        assertThat(athena.call("ListEngineVersions", "{}").text())
                .isEqualTo(("{'EngineVersions':["
                                + "{'SelectedEngineVersion':'AUTO','EffectiveEngineVersion':'Athena engine version 3'},"
                                + "{'SelectedEngineVersion':'Athena engine version 3',"
                                + "'EffectiveEngineVersion':'Athena engine version 3'},"
                                + "{'SelectedEngineVersion':'PySpark engine version 3',"
                                + "'EffectiveEngineVersion':'PySpark engine version 3'},"
                                + "{'SelectedEngineVersion':'Apache Spark version 3.5',"
                                + "'EffectiveEngineVersion':'Apache Spark version 3.5'}]}")
                        .replace('\'', '"'));
    }

    @Test
    void versions_arePaged() {
        List<String> seen = new ArrayList<>();
        JsonObject page =
                athena.call("ListEngineVersions", "{\"MaxResults\":3}").json();
        page.getJsonArray("EngineVersions").forEach(one -> seen.add(one.toString()));
        assertThat(seen).hasSize(3);

        String token = page.getString("NextToken");
        JsonObject last = athena.call("ListEngineVersions", "{\"MaxResults\":3,\"NextToken\":\"" + token + "\"}")
                .json();
        last.getJsonArray("EngineVersions").forEach(one -> seen.add(one.toString()));
        assertThat(seen).hasSize(4).doesNotHaveDuplicates();
        assertThat(last.containsKey("NextToken")).isFalse();
        athena.call("ListEngineVersions", "{\"NextToken\":\"rubbish\"}")
                .isInvalid("The nextPageToken is malformed: rubbish");
    }

    @Test
    void sizes_areThoseOfTheOneRuntime() {
        assertThat(athena.call("ListApplicationDPUSizes", "{\"MaxResults\":1}").text())
                .isEqualTo("{\"ApplicationDPUSizes\":[{\"ApplicationRuntimeId\":\"Athena notebook version 1\","
                        + "\"SupportedDPUSizes\":[1]}]}");
        String behind = PageToken.of("ListApplicationDPUSizes", new byte[] {0, 0, 0, 1});
        assertThat(athena.call("ListApplicationDPUSizes", "{\"NextToken\":\"" + behind + "\"}")
                        .text())
                .isEqualTo("{\"ApplicationDPUSizes\":[]}");
    }
}
