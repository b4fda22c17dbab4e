package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tokens are as their texts are, however they are kept. */
class RequestTokenTest {
    private static final Pattern CANONICAL_UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String UUID_TEXT = "01930000-abcd-7123-8abc-fedcba987654";

    @Test
    void theEmptyTextIsNoToken() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestToken(""));
    }

    @Test
    void aTokenGivesItsVeryTextBack() {
        for (String text : List.of(
                UUID_TEXT,
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "80000000-0000-0000-8000-000000000000",
                UUID_TEXT.toUpperCase(Locale.ROOT),
                UUID_TEXT.replace('f', 'F'),
                UUID_TEXT.substring(1),
                UUID_TEXT + "0",
                " " + UUID_TEXT.substring(1),
                "x",
                "-",
                "\ud83d\ude00",
                "\ud83d",
                "x".repeat(36),
                "0".repeat(36),
                "-".repeat(36),
                "x".repeat(128))) {
            assertIsItsText(text);
        }
    }

    @Test
    void aCharacterThatNoUuidHasThereIsKept() {
        char[] strangers = {
            '-', 'g', 'G', 'A', 'F', '/', ':', '`', '@', ' ', '\0', '\u00e9', '\u0660', '\uff11', '\uff41', '\u0130'
        };
        for (int i = 0; i < UUID_TEXT.length(); i++) {
            for (char stranger : strangers) {
                String text = UUID_TEXT.substring(0, i) + stranger + UUID_TEXT.substring(i + 1);
                assertIsItsText(text);
                assertThat(new RequestToken(text).equals(new RequestToken(UUID_TEXT)))
                        .as(text)
                        .isEqualTo(text.equals(UUID_TEXT));
            }
        }
    }

    @Test
    void aHyphenAtAnotherPlaceIsKept() {
        for (int hyphen : new int[] {8, 13, 18, 23}) {
            StringBuilder moved = new StringBuilder(UUID_TEXT).deleteCharAt(hyphen);
            for (int i = 0; i <= moved.length(); i++) {
                assertIsItsText(new StringBuilder(moved).insert(i, '-').toString());
            }
            assertIsItsText(new StringBuilder(UUID_TEXT)
                    .replace(hyphen, hyphen + 1, "0")
                    .toString());
        }
    }

    private static void assertIsItsText(String text) {
        RequestToken token = new RequestToken(text);
        assertThat(token.value()).isEqualTo(text);
        assertThat(token).hasToString(text);
        assertThat(token.isUuid())
                .as(text)
                .isEqualTo(CANONICAL_UUID.matcher(text).matches());
    }

    @Test
    void tokensAreEqualAndOrderedAsTheirTextsAre() {
        long seed = new SplittableRandom().nextLong();
        List<String> texts = texts(new SplittableRandom(seed));
        for (String one : texts) {
            for (String other : texts) {
                RequestToken first = new RequestToken(one);
                RequestToken second = new RequestToken(other);
                String pair = "seed " + seed + ": " + one + ", " + other;
                assertThat(first.equals(second)).as(pair).isEqualTo(one.equals(other));
                assertThat(Integer.signum(first.compareTo(second)))
                        .as(pair)
                        .isEqualTo(Integer.signum(one.compareTo(other)));
            }
            // Another String, so that nothing rests on its being the same one.
            assertThat(new RequestToken(new String(one.toCharArray())))
                    .as("seed " + seed)
                    .hasSameHashCodeAs(new RequestToken(one))
                    .isEqualTo(new RequestToken(one));
        }
    }

    /** UUIDs and others, many of which differ in one character only. */
    private static List<String> texts(SplittableRandom random) {
        String others = "09afgAF-:`/ \u0660\ud800";
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
            texts.add(uuid);
            char other = others.charAt(random.nextInt(others.length()));
            int at = random.nextInt(uuid.length());
            texts.add(uuid.substring(0, at) + other + uuid.substring(at + 1));
            texts.add(uuid.substring(0, 1 + random.nextInt(uuid.length())));
            texts.add(String.valueOf(other).repeat(1 + random.nextInt(128)));
        }
        return texts;
    }

    @Test
    void uuidsThatDifferInOneBitOrCountUpHaveHashesOfTheirOwn() {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long mask = 1L << bit;
            assertThat(hash(mask, 0)).as("high bit " + bit).isNotEqualTo(hash(0, 0));
            assertThat(hash(0, mask)).as("low bit " + bit).isNotEqualTo(hash(0, 0));
            assertThat(hash(mask, mask)).as("both bits " + bit).isNotEqualTo(hash(0, 0));
        }
        for (int shift = 0; shift <= Long.SIZE - 16; shift += 8) {
            Set<Integer> buckets = new HashSet<>();
            for (long i = 0; i < 1 << 16; i++) {
                buckets.add(bucket(hash(i << shift, 0)));
                buckets.add(bucket(hash(0, i << shift)));
            }
            // Twice as many as there are places, so that chance leaves every seventh empty.
            assertThat(buckets).as("shift " + shift).hasSizeGreaterThan((1 << 16) / 2);
        }
    }

    private static int hash(long high, long low) {
        return new RequestToken(new UUID(high, low).toString()).hashCode();
    }

    /** Where a hash table of 65,536 places puts it. */
    private static int bucket(int hash) {
        return (hash ^ hash >>> 16) & 0xffff;
    }
}
