package dev.berth.server.abuse;

import dev.berth.server.http.WireRequest;
import dev.berth.server.sigv4.TestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A request whose every part may be changed, and a plain account of what it means. */
final class FuzzedRequest implements WireRequest {
    String method;
    String path;
    String query;
    byte[] body;
    final List<Map.Entry<String, String>> headers = new ArrayList<>();

    FuzzedRequest(String method, String path, String query, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.body = body;
    }

    @Override
    public String source() {
        return "127.0.0.1";
    }

    @Override
    public String consoleUrl() {
        return "http://127.0.0.1/console/";
    }

    FuzzedRequest copy() {
        FuzzedRequest copy = new FuzzedRequest(method, path, query, body.clone());
        copy.headers.addAll(headers);
        return copy;
    }

    FuzzedRequest with(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    /** Signs all headers that are there; the query, if any, is sorted and encoded already. */
    FuzzedRequest signed(String amzDate, String service) {
        TestHead head = new TestHead(method, path, query);
        headers.forEach(header -> head.with(header.getKey(), header.getValue()));
        head.signed(amzDate, "us-east-1", service, body, TestHead.SECRET);
        headers.clear();
        head.headers().forEach(headers::add);
        return this;
    }

    /** The names in the list of signed headers. */
    static List<String> signedNames(String authorization) {
        String list = authorization.replaceFirst(".*SignedHeaders=", "").replaceFirst("[,&].*", "");
        return List.of(list.split(";|%3B", -1));
    }

    /**
     * What the request means, as far as a signature has to hold it fast. Written without the code under test.
     *
     * @param signedNames the headers that the sender signed
     */
    String meaning(List<String> signedNames) {
        Map<String, List<String>> fields = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") || name.equals("host") || signedNames.contains(name)) {
                fields.computeIfAbsent(name, same -> new ArrayList<>())
                        .add(header.getValue().replaceAll(" +", " ").replaceAll("^ | $", ""));
            }
        }
        return method + " " + meaningOfPath() + " " + meaningOfQuery() + " " + fields + " " + TestHead.hex(body);
    }

    private String meaningOfPath() {
        int slash = path.indexOf('/', 1);
        String bucket = slash < 0 ? path : path.substring(0, slash);
        return decoded(bucket.replace("+", "%2B")) + " | "
                + (slash < 0 ? "" : decoded(path.substring(slash).replace("+", "%2B")));
    }

    private SortedSet<String> meaningOfQuery() {
        if (query == null) {
            return new TreeSet<>();
        }
        List<String> pairs = new ArrayList<>(List.of(query.split("&", -1)));
        pairs.removeIf(String::isEmpty);
        return pairs.stream()
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .map(pair -> decoded(pair.substring(0, pair.indexOf('='))) + " = "
                        + decoded(pair.substring(pair.indexOf('=') + 1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "malformed " + text;
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " ? " + query + "\n"
                + headers.stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining("\n"))
                + "\n\n" + new String(body, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String header(CharSequence name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name.toString()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String requestId() {
        return "request";
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return headers;
    }
}
