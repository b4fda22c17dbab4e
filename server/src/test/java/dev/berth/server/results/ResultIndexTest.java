package dev.berth.server.results;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.keys;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.results.KeptCalculation.KeptFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultIndexTest {
    private static final KeptCalculation KEPT =
            new KeptCalculation(new KeptFile(3, 30), new KeptFile(2, 20), new KeptFile(1, 10));
    private static final S3Uri RESULTS = S3Uri.parse("s3://b/team");

    private final ResultIndex index = new ResultIndex(Path.of("folder"));
    private final List<String> allKeys = new ArrayList<>();

    private void put(S3Uri results, SessionId session, CalculationId calculation) {
        index.put(results, session, calculation, KEPT);
        for (ResultName name : ResultName.ALL) {
            allKeys.add(key(results, session, calculation, name.text()));
        }
        allKeys.sort((one, other) -> Arrays.compareUnsigned(ByteKeys.of(one), ByteKeys.of(other)));
    }

    @Test
    void find_leadsToTheFileOfTheIds() {
        put(RESULTS, session(1), calculation(2));

        ResultObject found = index.find("b", "team/" + session(1) + "/" + calculation(2) + "/stderr")
                .orElseThrow();

        assertThat(found.file()).isEqualTo(Path.of("folder", "" + session(1), "" + calculation(2), "stderr"));
        assertThat(found.bytes()).isEqualTo(2);
        assertThat(found.modifiedAt()).hasToString("1970-01-01T00:00:00.020Z");
        assertThat(found.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(found.tag()).contains("-").doesNotMatch("[0-9a-f]{32}");
    }

    @Test
    void find_anyOtherKey_findsNothing() {
        put(RESULTS, session(1), calculation(2));
        String good = "team/" + session(1) + "/" + calculation(2) + "/stdout";
        assertThat(index.find("b", good)).isPresent();

        for (String bad : List.of(
                "",
                "/",
                "stdout",
                "/" + good,
                good + "/",
                "./" + good,
                "x/../" + good,
                good.replace("/stdout", "//stdout"),
                good.replace("/stdout", "/./stdout"),
                good.replace("/stdout", "/../" + calculation(2) + "/stdout"),
                good.replace("team", "TEAM"),
                good.replace("/stdout", "/place"),
                good.replace("/stdout", "/stdout\0"),
                "team/" + session(1) + "/" + calculation(2).toString().replace('-', '/') + "/stdout",
                "team/" + session(1) + "/place",
                "team/" + session(9) + "/" + calculation(2) + "/stdout",
                "team/" + session(1) + "/" + calculation(9) + "/stdout",
                "/etc/passwd",
                "a".repeat(100_000) + "/stdout",
                "/".repeat(100_000))) {
            assertThat(index.find("b", bad)).as(bad).isEmpty();
        }
        assertThat(index.find("c", good)).isEmpty();
        assertThat(index.find("b/team", good.substring("team/".length()))).isEmpty();
        assertThat(index.find("", "b/" + good)).isEmpty();
    }

    @Test
    void find_upperCaseIds_areOtherKeys() {
        SessionId withLetters = new SessionId(0xABCD_EF00_0000_7000L, 0x8000_0000_0000_0001L);
        put(RESULTS, withLetters, calculation(1));

        assertThat(index.find("b", key(RESULTS, withLetters, calculation(1), "stdout")))
                .isPresent();
        assertThat(index.find(
                        "b",
                        "team/" + withLetters.toString().toUpperCase(Locale.ROOT) + "/" + calculation(1) + "/stdout"))
                .isEmpty();
    }

    @Test
    void buckets_areThereWhileTheyHaveObjects() {
        assertThat(index.hasBucket("b")).isFalse();
        put(RESULTS, session(1), calculation(1));
        put(S3Uri.parse("s3://bc"), session(2), calculation(1));

        assertThat(index.hasBucket("b")).isTrue();
        assertThat(index.hasBucket("bc")).isTrue();
        assertThat(index.hasBucket("b/team")).isFalse();
        assertThat(index.hasBucket("a")).isFalse();
        index.remove(RESULTS, session(1));
        assertThat(index.hasBucket("b")).isFalse();
        assertThat(index.hasBucket("bc")).isTrue();
    }

    @Test
    void list_showsOneBucketAlone() {
        put(S3Uri.parse("s3://b"), session(2), calculation(1));
        List<String> inB = List.copyOf(allKeys);
        put(S3Uri.parse("s3://a/x"), session(3), calculation(1));
        put(S3Uri.parse("s3://b0/x"), session(4), calculation(1));
        put(S3Uri.parse("s3://b-/x"), session(5), calculation(1));

        assertThat(keys(index, "b", "", KeyPosition.start())).isEqualTo(inB);
        assertThat(keys(index, "b/" + session(2), "", KeyPosition.start())).isEmpty();
    }

    @Test
    void list_isInTheOrderOfBytes_whereFoldersLieInsideSessions() {
        putNestedFolders();

        assertThat(keys(index, "b", "", KeyPosition.start())).isEqualTo(allKeys);
    }

    /** Everything that makes the order of keys differ from that of sessions. */
    private void putNestedFolders() {
        S3Uri inSession = RESULTS.resolve(session(1).toString());
        S3Uri inCalculation = inSession.resolve(calculation(2).toString());
        List<S3Uri> folders = List.of(
                RESULTS,
                S3Uri.parse("s3://b"),
                S3Uri.parse("s3://b//"),
                S3Uri.parse("s3://b//x//y"),
                S3Uri.parse("s3://b/team-2"),
                S3Uri.parse("s3://b/team/sub"),
                S3Uri.parse("s3://b/größe 1+1=2 %41"),
                S3Uri.parse("s3://b/\uD83D\uDE00"),
                S3Uri.parse("s3://b/\uFFFD"),
                inSession,
                inSession.resolve("0"),
                inSession.resolve("zzz"),
                inCalculation,
                inCalculation.resolve("result.json"),
                inCalculation.resolve("stderr"),
                inCalculation.resolve("a"),
                inCalculation.resolve("stdouts"));
        int number = 1;
        for (S3Uri folder : folders) {
            for (int calculation = 1; calculation <= 2; calculation++) {
                put(folder, session(number), calculation(calculation));
            }
            number++;
        }
    }

    @Test
    void list_fromEveryPosition_isTheRestOfTheWhole() {
        putNestedFolders();

        Set<String> starts = new TreeSet<>();
        for (String key : allKeys) {
            for (int end = 1; end <= key.length(); end++) {
                if (!Character.isHighSurrogate(key.charAt(end - 1))) {
                    starts.add(key.substring(0, end));
                }
            }
        }
        for (String start : starts) {
            assertThat(keys(index, "b", "", KeyPosition.after(start)))
                    .as("after %s", start)
                    .isEqualTo(rest(KeyPosition.after(start), ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "team", "team/", "team-", "größe 1", "/", "//", "s", "0190", "x"})
    void list_withAPrefix_isThePartOfTheWhole(String prefix) {
        putNestedFolders();

        assertThat(keys(index, "b", prefix, KeyPosition.start())).isEqualTo(rest(KeyPosition.start(), prefix));
        assertThat(keys(index, "b", prefix, KeyPosition.past(prefix))).isEmpty();
        assertThat(keys(index, "b", "", KeyPosition.past(prefix))).isEqualTo(rest(KeyPosition.past(prefix), ""));
    }

    @Test
    void list_atRandom_agreesWithTheSortedKeys() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        putNestedFolders();
        for (int i = 0; i < 1_000; i++) {
            String prefix = start(random);
            KeyPosition from = random.nextBoolean() || prefix.isEmpty()
                    ? KeyPosition.after(start(random))
                    : KeyPosition.past(prefix);
            String wanted = start(random);
            assertThat(keys(index, "b", wanted, from)).as("seed %d", seed).isEqualTo(rest(from, wanted));
        }
    }

    private String start(Random random) {
        String key = allKeys.get(random.nextInt(allKeys.size()));
        int end = random.nextInt(key.length() + 1);
        return end > 0 && Character.isHighSurrogate(key.charAt(end - 1)) ? "" : key.substring(0, end);
    }

    private List<String> rest(KeyPosition from, String prefix) {
        return allKeys.stream()
                .filter(key -> key.startsWith(prefix))
                .filter(key -> Arrays.compareUnsigned(ByteKeys.of(key), from.toBytes()) >= 0)
                .toList();
    }
}
