package dev.berth.server.awsjson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A place in an operation's input where a value stands.
 *
 * @param place how cases call it
 * @param path how messages call it; for a part of a list or map that has no place of its own, the list's or map's
 * @param shape the shape of the value
 * @param kind what the value is to what is around it
 * @param around makes a body that is valid but for the JSON here, which it takes; {@link #ABSENT} leaves the value out
 * @param alone makes a body with nothing in it but the way to this place, so that all that is required is missing
 * @param misspelt makes a body in which the member's name begins with a small letter
 */
record Site(
        String operation,
        String place,
        String path,
        RawShape shape,
        Kind kind,
        UnaryOperator<String> around,
        UnaryOperator<String> alone,
        UnaryOperator<String> misspelt) {

    /** What a value is to what is around it. */
    enum Kind {
        INPUT(""),
        REQUIRED_MEMBER(""),
        OPTIONAL_MEMBER(""),
        ELEMENT("Member must satisfy constraint: "),
        KEY("Map keys must satisfy constraint: "),
        VALUE("Map value must satisfy constraint: ");

        private final String wording;

        Kind(String wording) {
            this.wording = wording;
        }
    }

    static final String ABSENT = "";

    /** Every place of an operation's input. */
    static List<Site> of(String operation) {
        RawShape input = RawModel.input(operation);
        Site root = new Site(
                operation,
                "",
                "",
                input,
                Kind.INPUT,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity());
        List<Site> sites = new ArrayList<>();
        root.addAllTo(sites);
        return sites;
    }

    private void addAllTo(List<Site> sites) {
        sites.add(this);
        parts().forEach(part -> part.addAllTo(sites));
    }

    /** The places right within this one. */
    Stream<Site> parts() {
        return switch (shape.type()) {
            case "structure" ->
                shape.members().entrySet().stream().map(member -> member(member.getKey(), member.getValue()));
            case "list" -> Stream.of(element());
            case "map" -> Stream.of(key(), value());
            default -> Stream.of();
        };
    }

    private Site member(String name, RawShape member) {
        String spelling = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        return new Site(
                operation,
                place.isEmpty() ? name : place + "." + name,
                path.isEmpty() ? spelling : path + "." + spelling,
                member,
                shape.required().contains(name) ? Kind.REQUIRED_MEMBER : Kind.OPTIONAL_MEMBER,
                json -> around.apply(Samples.object(shape, name, pair(name, json))),
                json -> alone.apply("{" + pair(name, json) + "}"),
                json -> around.apply(Samples.object(shape, name, pair(spelling, json))));
    }

    /** The second element, so that its position tells something. */
    private Site element() {
        RawShape element = shape.element();
        return part(
                "[]",
                element.is("structure") ? path + ".2.member" : path,
                element,
                Kind.ELEMENT,
                json -> "[" + Samples.valid(element) + next(json) + "]",
                json -> "[" + json + "]");
    }

    private Site key() {
        String value = Samples.valid(shape.value());
        UnaryOperator<String> map = json -> "{" + pair("k", value) + next(json + ":" + value) + "}";
        return part("{key}", path, shape.key(), Kind.KEY, map, map);
    }

    private Site value() {
        String value = Samples.valid(shape.value());
        UnaryOperator<String> map = json -> "{" + pair("k", value) + next(pair("l", json)) + "}";
        return part("{value}", path, shape.value(), Kind.VALUE, map, json -> "{" + pair("l", json) + "}");
    }

    private Site part(
            String suffix,
            String partPath,
            RawShape part,
            Kind partKind,
            UnaryOperator<String> beside,
            UnaryOperator<String> single) {
        return new Site(
                operation,
                place + suffix,
                partPath,
                part,
                partKind,
                json -> around.apply(beside.apply(json)),
                json -> alone.apply(single.apply(json)),
                UnaryOperator.identity());
    }

    private static String next(String json) {
        return json.equals(ABSENT) ? "" : "," + json;
    }

    private static String pair(String name, String json) {
        return json.equals(ABSENT) ? "" : JsonText.quote(name) + ":" + json;
    }

    boolean isMember() {
        return kind == Kind.REQUIRED_MEMBER || kind == Kind.OPTIONAL_MEMBER;
    }

    /** The details that an error tells of this place when its value breaks these constraints. */
    List<String> details(List<String> broken) {
        if (broken.isEmpty() || kind.wording.isEmpty()) {
            return broken.stream()
                    .map(constraint -> SpecTexts.broken(path, constraint))
                    .toList();
        }
        return List.of(SpecTexts.broken(path, kind.wording + SpecTexts.allOf(shape)));
    }
}
