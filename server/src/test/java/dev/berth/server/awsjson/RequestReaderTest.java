package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RequestReaderTest {
    private static final Operation START = requireNonNull(AthenaModel.MODEL.operation("StartSession"));
    private static final String TOKEN = "ClientRequestToken";
    private static final String PLAIN =
            "{\"WorkGroup\":\"team\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20},\"ClientRequestToken\":\"%s\"}";

    private final RequestReader reader = new RequestReader(START, TOKEN);

    @Test
    void requestsThatAreAlikeButForTheToken_shareEverythingElse() throws WireException {
        read(PLAIN, uuid(0));
        Structure first = read(PLAIN, uuid(1));
        Structure second = read(PLAIN, uuid(2));
        Structure longer = read(PLAIN, uuid(3) + "-and-more");

        assertThat(first.string(TOKEN)).isEqualTo(uuid(1));
        assertThat(second.string(TOKEN)).isEqualTo(uuid(2));
        assertThat(longer.string(TOKEN)).isEqualTo(uuid(3) + "-and-more");
        assertThat(longer.structure("EngineConfiguration"))
                .isSameAs(second.structure("EngineConfiguration"))
                .isSameAs(first.structure("EngineConfiguration"));
    }

    @Test
    void requestThatDiffersElsewhere_isReadAnew() throws WireException {
        read(PLAIN, uuid(0));
        read(PLAIN, uuid(1));
        Structure other = read(PLAIN.replace("20", "40"), uuid(2));
        Structure asBefore = read(PLAIN, uuid(3));

        assertThat(requireNonNull(other.structure("EngineConfiguration")).integer("MaxConcurrentDpus"))
                .isEqualTo(40);
        assertThat(requireNonNull(asBefore.structure("EngineConfiguration")).integer("MaxConcurrentDpus"))
                .isEqualTo(20);
    }

    @Test
    void bodyIsTheCallersAgain_onceItIsRead() throws WireException {
        read(PLAIN, uuid(0));
        byte[] body = PLAIN.replace("%s", uuid(1)).getBytes(UTF_8);
        reader.read(body);
        String overwritten = PLAIN.replace("team", "teas");
        System.arraycopy(overwritten.replace("%s", uuid(2)).getBytes(UTF_8), 0, body, 0, body.length);

        assertThat(read(overwritten, uuid(3)).string("WorkGroup")).isEqualTo("teas");
    }

    @Test
    void operationWithoutTheMember_isReadAsEver() throws WireException {
        Operation get = requireNonNull(AthenaModel.MODEL.operation("GetSession"));
        RequestReader plain = new RequestReader(get, TOKEN);

        for (int i = 1; i < 4; i++) {
            byte[] body = "{\"SessionId\":\"%s\"}".formatted(uuid(i)).getBytes(UTF_8);
            assertThat(plain.read(body)).isEqualTo(get.read(body));
        }
    }

    /** Bytes of UTF-8 that are the description, and would be the token if they were taken for characters. */
    @Test
    void tokenThatReadsAsTheBytesOfAnotherString_isNotMistakenForIt() throws WireException {
        String template = "{\"Description\":\"%s\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                + "\"ClientRequestToken\":\"" + "\u00c3\u00a9".repeat(16) + "\"}";
        read(template, "\u00e9".repeat(16));
        read(template, "\u00e9".repeat(16));

        assertThat(read(template, uuid(1)).string("Description")).isEqualTo(uuid(1));
    }

    @Test
    void requestsOfTwoClientsInTurns_areEachTheirOwn() throws WireException {
        for (int i = 0; i < 6; i++) {
            String client = i % 2 == 0 ? PLAIN : PLAIN.replace("team", "others");
            assertThat(read(client, uuid(i)).string("WorkGroup")).isEqualTo(i % 2 == 0 ? "team" : "others");
        }
    }

    /** Templates in which it is not plain which string is the token, and tokens that are not plain strings. */
    @Test
    void whateverComesAfterWhatever_isReadAsByItself() {
        List<String> templates = List.of(
                PLAIN,
                PLAIN.replace("20", "40"),
                "{\"ClientRequestToken\":\"%s\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{}}",
                "{\"Description\":\"%s\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"" + uuid(1) + "\"}",
                "{\"Description\":\"" + uuid(1) + "\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"%s\"}",
                "{\"Description\":\"%s\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"\\u0030" + uuid(1).substring(1) + "\"}",
                "{\"ClientRequestToken\":\"" + uuid(1) + "\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"%s\"}",
                "{\"ClientRequestToken\":\"%s\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":null}",
                "{\"%s\":1,\"WorkGroup\":\"team\",\"EngineConfiguration\":{},\"ClientRequestToken\":\"" + uuid(1)
                        + "\"}",
                "{\"WorkGroup\":\"team\",\"EngineConfiguration\":{\"AdditionalConfigs\":{\"a\":\"%s\"}},"
                        + "\"ClientRequestToken\":\"" + uuid(1) + "\"}",
                "{\"WorkGroup\":\"team\",\"Description\":\"caf\u00e9\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"%s\"}",
                "{\"WorkGroup\":\"%s\",\"EngineConfiguration\":{}}",
                "{\"Unknown\":\"" + "x".repeat(5_000) + "\",\"WorkGroup\":\"team\",\"EngineConfiguration\":{},"
                        + "\"ClientRequestToken\":\"%s\"}");
        List<String> tokens = List.of(
                uuid(1),
                uuid(2),
                uuid(3) + uuid(4),
                "",
                "short",
                "x".repeat(129),
                "\u00e9".repeat(40),
                "\\u0030" + uuid(1).substring(1),
                uuid(1) + "\\\"",
                uuid(1) + "\\",
                uuid(1) + "\n",
                uuid(1) + "\u007f",
                uuid(1) + "\",\"Description\":\"" + uuid(2),
                uuid(1) + "\",\"ClientRequestToken\":\"" + uuid(2),
                ":" + " ".repeat(35),
                "\u00c3\u00a9".repeat(16),
                "\ud83d\ude00".repeat(20));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String template = PLAIN;
        for (int i = 0; i < 50_000; i++) {
            template = random.nextInt(3) == 0 ? templates.get(random.nextInt(templates.size())) : template;
            byte[] body = template.replace("%s", tokens.get(random.nextInt(tokens.size())))
                    .getBytes(UTF_8);
            if (random.nextInt(10) == 0) {
                body[random.nextInt(body.length)] = (byte) "\"\\{}:, 0a\u00e9".charAt(random.nextInt(10));
            }
            assertThat(outcomeOf(reader::read, body))
                    .as("step %d of seed %d: %s", i, seed, new String(body, UTF_8))
                    .isEqualTo(outcomeOf(START::read, body));
        }
    }

    private Structure read(String template, String token) throws WireException {
        byte[] body = template.replace("%s", token).getBytes(UTF_8);
        Structure request = reader.read(body);
        assertThat(request).isEqualTo(START.read(body));
        return request;
    }

    private static Object outcomeOf(Reading reading, byte[] body) {
        try {
            return reading.read(body);
        } catch (WireException e) {
            return e.type() + ": " + new String(e.body().toJson(), UTF_8);
        }
    }

    private static String uuid(int number) {
        return new UUID(number, number).toString();
    }

    private interface Reading {
        Structure read(byte[] body) throws WireException;
    }
}
