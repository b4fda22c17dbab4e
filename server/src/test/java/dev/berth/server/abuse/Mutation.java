package dev.berth.server.abuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** Ways to change one thing in a request. */
enum Mutation {
    VALUE((request, random) -> setValue(request, anyHeader(request, random), random, Fuzz::edited)),
    AUTHORIZATION((request, random) -> setValue(request, indexOf(request, "authorization"), random, Fuzz::edited)),
    AUTHORIZATION_PARTS(
            (request, random) -> setValue(request, indexOf(request, "authorization"), random, Mutation::rearranged)),
    NAME((request, random) -> setName(request, anyHeader(request, random), random)),
    DROP((request, random) -> request.headers.remove(anyHeader(request, random))),
    TWICE((request, random) -> {
        Map.Entry<String, String> header = request.headers.get(anyHeader(request, random));
        String value = random.nextBoolean() ? header.getValue() : Fuzz.edited(header.getValue(), random);
        request.headers.add(random.nextInt(request.headers.size() + 1), Map.entry(header.getKey(), value));
    }),
    ADD((request, random) -> {
        String[] added = one(random, Samples.ADDED).split(": ", 2);
        request.headers.add(random.nextInt(request.headers.size() + 1), Map.entry(added[0], added[1]));
    }),
    SWAP((request, random) -> {
        int one = anyHeader(request, random);
        int other = anyHeader(request, random);
        String value = request.headers.get(one).getValue();
        setValue(request, one, random, (old, same) -> request.headers.get(other).getValue());
        setValue(request, other, random, (old, same) -> value);
    }),
    /** One header with a comma becomes two, which are signed alike. */
    SPLIT((request, random) -> {
        int at = indexOf(request, "x-amz-meta-note");
        if (at >= 0) {
            String[] parts = request.headers.remove(at).getValue().split(",", 2);
            request.headers.add(at, Map.entry("x-amz-meta-note", parts[0]));
            request.headers.add(at + 1, Map.entry("X-Amz-Meta-Note", parts[1]));
        }
    }),
    BODY((request, random) -> {
        String body = new String(request.body, StandardCharsets.ISO_8859_1);
        request.body = Fuzz.edited(body, random).getBytes(StandardCharsets.ISO_8859_1);
    }),
    METHOD((request, random) -> request.method = one(random, Samples.METHODS)),
    PATH((request, random) ->
            request.path = random.nextBoolean() ? one(random, Samples.PATHS) : "/" + Fuzz.edited(request.path, random)),
    QUERY((request, random) -> request.query = request.query == null || random.nextInt(4) == 0
            ? one(random, Samples.QUERIES)
            : random.nextInt(4) == 0
                    ? request.query + "&" + one(random, Samples.QUERIES)
                    : Fuzz.edited(request.query, random)),
    QUERY_ORDER((request, random) -> {
        List<String> pairs =
                new ArrayList<>(List.of(String.valueOf(request.query).split("&", -1)));
        Collections.shuffle(pairs, random);
        request.query = request.query == null ? null : String.join("&", pairs);
    }),
    NEUTRAL_ORDER((request, random) -> Collections.shuffle(request.headers, random)),
    NEUTRAL_CASE((request, random) -> {
        int at = anyHeader(request, random);
        Map.Entry<String, String> header = request.headers.get(at);
        String name = header.getKey();
        request.headers.set(
                at,
                Map.entry(
                        random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT),
                        header.getValue()));
    });

    private static final class Samples {
        static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "POST", "DELETE", "post", "get", "PATCH");
        static final List<String> PATHS = List.of(
                "", "//", "/%2F", "/.", "/../", "/?", "*", "/b/k/../x", "/b//k", "/b%2Fk", "/b/%00", "/%ff", "/%");
        static final List<String> QUERIES = List.of(
                "",
                "&",
                "a=b",
                "=",
                "X-Amz-Signature=" + "0".repeat(64),
                "x-amz-signature=1",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                "X-Amz-Expires=604800",
                "X-Amz-Security-Token=t",
                "X-Amz-SignedHeaders=host",
                "%58-Amz-Date=20260102T030405Z",
                "versionId=1",
                "response-content-type=text/html",
                "%zz=1",
                "%ff=1");
        static final List<String> ADDED = List.of(
                "X-Amz-Target: AmazonAthena.DeleteWorkGroup",
                "x-amz-target: AmazonAthena.StartSession",
                "Host: evil.example",
                "X-Amz-Date: 20260102T030406Z",
                "X-Amz-Security-Token: token",
                "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD",
                "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "X-Amz-Meta-New: 1",
                "Authorization: AWS4-HMAC-SHA256 Credential=A/20260102/us-east-1/athena/aws4_request, SignedHeaders=host,"
                        + " Signature=00",
                "Content-Type: application/json",
                "Date: Fri, 02 Jan 2026 03:04:05 GMT",
                "Accept: */*");

        private Samples() {}
    }

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above keep nothing
    private final BiConsumer<FuzzedRequest, Random> change;

    Mutation(BiConsumer<FuzzedRequest, Random> change) {
        this.change = change;
    }

    static Mutation any(Random random) {
        return one(random, List.of(values()));
    }

    /** The request with this one thing changed. */
    FuzzedRequest apply(FuzzedRequest request, Random random) {
        FuzzedRequest changed = request.copy();
        change.accept(changed, random);
        return changed;
    }

    /** Whether it changes nothing that anybody reads, so the request must still be good. */
    boolean isNeutral() {
        return this == NEUTRAL_ORDER || this == NEUTRAL_CASE;
    }

    private interface Edit {
        String of(String value, Random random);
    }

    /** The parts of an {@code Authorization} header mixed, dropped, there twice, or with other contents. */
    private static String rearranged(String authorization, Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> authorization.replaceFirst("content-type;|x-amz-target|host;", "");
            case 1 -> authorization.replaceFirst("SignedHeaders=", "SignedHeaders=accept;");
            case 2 -> authorization.replaceFirst("Signature=.*", "Signature=");
            case 3 -> authorization.replaceFirst("/us-east-1/", one(random, List.of("//", "/eu-west-1/", "/")));
            case 4 ->
                authorization.replaceFirst("Credential=\\w+", "Credential=" + one(random, List.of("", "BOB", "*")));
            case 5 -> authorization.replaceFirst("Signature=", "Signature=0,Signature=");
            case 6 -> authorization.replaceFirst("AWS4-HMAC-SHA256", one(random, List.of("AWS4", "AWS3", "Basic", "")));
            case 7 ->
                authorization.substring(0, authorization.length() - 64)
                        + authorization.substring(authorization.length() - 64).toUpperCase(Locale.ROOT);
            default -> authorization.replaceFirst("Signature=.*", "Signature=" + "0".repeat(random.nextInt(130)));
        };
    }

    private static void setValue(FuzzedRequest request, int at, Random random, Edit edit) {
        if (at >= 0) {
            Map.Entry<String, String> header = request.headers.get(at);
            request.headers.set(at, Map.entry(header.getKey(), edit.of(header.getValue(), random)));
        }
    }

    private static void setName(FuzzedRequest request, int at, Random random) {
        Map.Entry<String, String> header = request.headers.get(at);
        request.headers.set(at, Map.entry(Fuzz.edited(header.getKey(), random), header.getValue()));
    }

    private static int anyHeader(FuzzedRequest request, Random random) {
        return random.nextInt(request.headers.size());
    }

    private static int indexOf(FuzzedRequest request, String name) {
        for (int i = 0; i < request.headers.size(); i++) {
            if (request.headers.get(i).getKey().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static <T> T one(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
