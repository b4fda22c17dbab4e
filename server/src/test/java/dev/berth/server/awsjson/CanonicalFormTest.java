package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Equal meaning, equal bytes; other meaning, other bytes. */
final class CanonicalFormTest {
    private static final int ROUNDS = 5_000;

    @Test
    void formIsCompactInModelOrderWithSortedKeys() throws WireException {
        String body = "{ \"EngineConfiguration\" : {\"SparkProperties\":{\"b\":\"2\",\"a\":\"1\",\"B\":\"3\"},"
                + " \"MaxConcurrentDpus\": 20.7, \"Unknown\": [] },\"WorkGroup\":\"w\",\"Tags\":[{"
                + "\"Value\":\"v\",\"Key\":\"k\"}],"
                + "\"Description\":\"\\u00e9\\/\\n\\\"\",\"NotebookVersion\":null,\"CopyWorkGroupTags\":false}";
        assertThat(text(read("StartSession", body).canonical()))
                .isEqualTo("{\"Description\":\"é/\\n\\\"\",\"WorkGroup\":\"w\",\"EngineConfiguration\":"
                        + "{\"MaxConcurrentDpus\":20,\"SparkProperties\":{\"B\":\"3\",\"a\":\"1\",\"b\":\"2\"}},"
                        + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"CopyWorkGroupTags\":false}");
    }

    @Test
    void withoutAMember_leavesOutThatOneOnly() throws WireException {
        String rest = "\"WorkGroup\":\"w\",\"EngineConfiguration\":{}";
        Structure request = read("StartSession", "{" + rest + ",\"ClientRequestToken\":\"" + "t".repeat(32) + "\"}");
        assertThat(text(request.without("ClientRequestToken").canonical())).isEqualTo("{" + rest + "}");
        assertThat(text(request.without("Description").canonical())).isEqualTo(text(request.canonical()));
        assertThatThrownBy(() -> request.without("Token"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("StartSessionRequest.Token");
    }

    @Test
    void emptyIsNotAbsent() throws WireException {
        String start = "{\"WorkGroup\":\"w\",\"EngineConfiguration\":{";
        Structure none = read("StartSession", start + "}}");
        Structure empty = read("StartSession", start + "\"SparkProperties\":{},\"Classifications\":[]}}");
        assertThat(empty).isNotEqualTo(none);
        assertThat(empty.canonical()).isNotEqualTo(none.canonical());
    }

    @Test
    void requestsThatMeanTheSame_haveEqualForms() throws WireException {
        long seed = seed();
        RandomRequest requests = new RandomRequest(new Random(seed));
        for (int round = 0; round < ROUNDS; round++) {
            Operation operation = requests.operation();
            Map<String, Object> tree = requests.tree(operation);
            String one = requests.write(tree);
            String other = requests.write(tree);
            Structure first = operation.read(one.getBytes(UTF_8));
            Structure second = operation.read(other.getBytes(UTF_8));
            assertThat(text(first.canonical()))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(text(second.canonical()));
            assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
            assertThat(operation.read(first.canonical()))
                    .as("seed %d: %s", seed, one)
                    .isEqualTo(first);
        }
    }

    @Test
    void requestsThatDiffer_haveDifferentForms() {
        long seed = seed();
        RandomRequest requests = new RandomRequest(new Random(seed));
        for (int round = 0; round < ROUNDS; round++) {
            Operation operation = requests.operation();
            Map<String, Object> tree = requests.tree(operation);
            Object changed;
            try {
                changed = requests.changed(tree);
            } catch (IllegalArgumentException e) {
                continue; // an empty request, or the draw fell on an empty list
            }
            // A changed value may break a constraint, which the form does not care for.
            Structure one = operation.input().readTrusted(requests.write(tree).getBytes(UTF_8));
            Structure other =
                    operation.input().readTrusted(requests.write(changed).getBytes(UTF_8));
            assertThat(text(other.canonical()))
                    .as("seed %d: %s and %s", seed, tree, changed)
                    .isNotEqualTo(text(one.canonical()));
            assertThat(other).isNotEqualTo(one);
        }
    }

    @Test
    void canonicalBytes_areReadBackAsTheyWere() throws WireException {
        long seed = seed();
        RandomRequest requests = new RandomRequest(new Random(seed));
        for (int round = 0; round < ROUNDS; round++) {
            Operation operation = requests.operation();
            Structure request =
                    operation.read(requests.write(requests.tree(operation)).getBytes(UTF_8));
            Structure again = operation.input().readTrusted(request.canonical());
            assertThat(again).as("seed %d", seed).isEqualTo(request);
            assertThat(text(again.canonical())).as("seed %d", seed).isEqualTo(text(request.canonical()));
        }
    }

    @Test
    void readTrusted_checksNoConstraint() {
        StructureShape shape = AthenaModel.operation("StartSession").input();
        Structure request = shape.readTrusted("{\"Description\":\"\",\"WorkGroup\":\"not valid\"}".getBytes(UTF_8));
        assertThat(request.string("WorkGroup")).isEqualTo("not valid");
        assertThat(request.has("EngineConfiguration")).isFalse();
    }

    @Test
    void readTrusted_ofOtherBytes_isAMistake() {
        StructureShape shape = AthenaModel.operation("StartSession").input();
        assertThatThrownBy(() -> shape.readTrusted(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shape.readTrusted("{\"WorkGroup\":1}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("StartSessionRequest")
                .hasMessageContaining("NUMBER_VALUE");
    }

    private static long seed() {
        long seed = new Random().nextLong();
        System.out.println("CanonicalFormTest seed: " + seed);
        return seed;
    }

    private static Structure read(String operation, String body) throws WireException {
        return AthenaModel.operation(operation).read(body.getBytes(UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}
