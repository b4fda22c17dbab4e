package dev.berth.server.abuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON that was valid: cut off, with members of other types, there twice, nested deeply, with odd numbers and texts. */
final class MutatedJson {
    private static final Pattern VALUE = Pattern.compile("(?<=[:\\[,]) *(\"[^\"\\\\]*\"|[-0-9.eE+]+|true|false|null)");
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"a\":null}",
            "\"\"",
            "0",
            "-0",
            "-1",
            "1e400",
            "1e-400",
            "0.1",
            "01",
            "+1",
            ".5",
            "NaN",
            "Infinity",
            "2147483648",
            "-9223372036854775809",
            "9".repeat(400),
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"\uFEFF\u202E\uD83D\uDE00\"",
            "\"" + "x".repeat(70_000) + "\"",
            "[".repeat(2_000) + "]".repeat(2_000),
            "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000),
            "'x'",
            "/* */1",
            "undefined");

    private MutatedJson() {}

    static byte[] of(byte[] valid, Random random) {
        String json = new String(valid, StandardCharsets.UTF_8);
        return switch (random.nextInt(6)) {
            case 0 -> json.substring(0, random.nextInt(json.length() + 1)).getBytes(StandardCharsets.UTF_8);
            case 1, 2 -> withOddValue(json, random).getBytes(StandardCharsets.UTF_8);
            case 3 -> twice(json).getBytes(StandardCharsets.UTF_8);
            case 4 -> ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
            default ->
                Fuzz.edited(new String(valid, StandardCharsets.ISO_8859_1), random)
                        .getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static String withOddValue(String json, Random random) {
        List<int[]> places = new ArrayList<>();
        Matcher values = VALUE.matcher(json);
        while (values.find()) {
            places.add(new int[] {values.start(1), values.end(1)});
        }
        String odd = ODD.get(random.nextInt(ODD.size()));
        if (places.isEmpty()) {
            return odd;
        }
        int[] place = places.get(random.nextInt(places.size()));
        return json.substring(0, place[0]) + odd + json.substring(place[1]);
    }

    /** All members twice. */
    private static String twice(String json) {
        int start = json.indexOf('{');
        int end = json.lastIndexOf('}');
        String members = json.substring(start + 1, end);
        return members.isBlank() ? json + json : "{" + members + "," + members + "}";
    }
}
