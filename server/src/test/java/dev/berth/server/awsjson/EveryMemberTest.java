package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Walks every member of every operation's input, as the model file has them, and tries each of its constraints just
 * inside and just outside, each JSON type, and null. It reads the raw file, so that an error of {@link ModelReader}
 * does not hide itself.
 */
final class EveryMemberTest {
    private static final ModelNode SHAPES = AthenaModel.RAW.object("shapes");

    /** What a shape may say. A new word in the model needs a new case here. */
    private static final Set<String> KNOWN_TRAITS =
            Set.of("type", "members", "required", "member", "key", "value", "min", "max", "pattern", "enum", "box");

    private static final Map<String, String> TYPE_NAMES =
            Map.of("string", "a String", "integer", "an Integer", "long", "a Long", "boolean", "a Boolean");

    private static final String EXPECTED_NULL = "Expected null";
    private static final String LIST_START = "Start of list found where not expected";
    private static final String STRUCTURE_START = "Start of structure or map found where not expected.";

    /**
     * A member somewhere in an input.
     *
     * @param path how messages call it
     * @param member its name and its shape's
     * @param shape the raw description of its shape
     * @param body makes a body that is valid but for the member's JSON, which it takes; the text {@link #ABSENT} leaves
     *     the member out
     */
    private record Site(
            Operation operation,
            String path,
            String member,
            ModelNode shape,
            boolean isRequired,
            UnaryOperator<String> body) {
        @Override
        public String toString() {
            return operation.name() + ": " + path;
        }
    }

    private static final String ABSENT = "absent";

    @TestFactory
    Stream<DynamicContainer> everyMember() {
        Map<Operation, List<Site>> byOperation = sites().stream()
                .collect(Collectors.groupingBy(Site::operation, LinkedHashMap::new, Collectors.toList()));
        return byOperation.entrySet().stream()
                .map(entry -> dynamicContainer(
                        entry.getKey().name(), entry.getValue().stream().map(EveryMemberTest::test)));
    }

    private static DynamicTest test(Site site) {
        return dynamicTest(site.path(), () -> check(site));
    }

    /** Counted in another way than by walking: each member of each structure that an input uses has a site. */
    @Test
    void noMemberOfTheModelIsLeftWithoutACase() {
        Set<String> expected = new TreeSet<>();
        Set<String> visited = new TreeSet<>();
        List<String> open = new ArrayList<>();
        ModelNode operations = AthenaModel.RAW.object("operations");
        operations
                .names()
                .forEach(
                        name -> open.add(operations.object(name).object("input").string("shape")));
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            ModelNode shape = SHAPES.object(name);
            if (!visited.add(name)) {
                continue;
            }
            assertThat(KNOWN_TRAITS).as("traits of %s", name).containsAll(shape.names());
            for (String part : List.of("member", "key", "value")) {
                if (shape.has(part)) {
                    open.add(shape.object(part).string("shape"));
                }
            }
            if (shape.has("members")) {
                for (String member : shape.object("members").names()) {
                    String memberShape = shape.object("members").object(member).string("shape");
                    expected.add(member(shape.object("members"), member));
                    open.add(memberShape);
                }
            }
        }
        Set<String> covered = new TreeSet<>();
        sites().forEach(site -> covered.add(site.member()));
        assertThat(covered).isEqualTo(expected);
        assertThat(sites().stream().map(Site::operation).distinct()).hasSize(42);
        assertThat(sites().stream().map(Site::toString)).doesNotHaveDuplicates();
    }

    private static List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        ModelNode operations = AthenaModel.RAW.object("operations");
        for (String name : operations.names()) {
            ModelNode input = shape(operations.object(name).object("input"));
            addSites(AthenaModel.operation(name), "", input, UnaryOperator.identity(), sites);
        }
        return sites;
    }

    private static void addSites(
            Operation operation, String prefix, ModelNode structure, UnaryOperator<String> body, List<Site> sites) {
        ModelNode members = structure.object("members");
        for (String name : members.names()) {
            ModelNode shape = shape(members.object(name));
            String path = prefix + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
            UnaryOperator<String> memberBody = json -> body.apply(structureWith(structure, name, json));
            boolean isRequired = structure.strings("required").contains(name);
            sites.add(new Site(operation, path, member(members, name), shape, isRequired, memberBody));
            String type = shape.string("type");
            if (type.equals("structure")) {
                addSites(operation, path + ".", shape, memberBody, sites);
            } else if (type.equals("list") && shape(shape.object("member")).has("members")) {
                ModelNode element = shape(shape.object("member"));
                UnaryOperator<String> second = json -> memberBody.apply("[" + valid(element) + "," + json + "]");
                addSites(operation, path + ".2.member.", element, second, sites);
            }
        }
    }

    private static String member(ModelNode members, String name) {
        return name + " of shape " + members.object(name).string("shape");
    }

    private static ModelNode shape(ModelNode reference) {
        return SHAPES.object(reference.string("shape"));
    }

    /** The smallest valid value. */
    private static String valid(ModelNode shape) {
        return switch (shape.string("type")) {
            case "structure" -> structureWith(shape, "", ABSENT);
            case "list" -> "[" + valid(shape(shape.object("member"))) + "]";
            case "map" -> "{" + valid(shape(shape.object("key"))) + ":" + valid(shape(shape.object("value"))) + "}";
            case "string" -> JsonText.quote(StringSamples.of(shape).valid());
            case "integer", "long" -> {
                Long min = shape.number("min");
                yield String.valueOf(min == null ? 1 : min);
            }
            case "boolean" -> "true";
            default -> throw new AssertionError(shape.string("type"));
        };
    }

    /** The required members with valid values, and one member with any value. */
    private static String structureWith(ModelNode structure, String member, String json) {
        List<String> members = new ArrayList<>();
        for (String required : structure.strings("required")) {
            if (!required.equals(member)) {
                String value = valid(shape(structure.object("members").object(required)));
                members.add(JsonText.quote(required) + ":" + value);
            }
        }
        if (!json.equals(ABSENT)) {
            members.add(JsonText.quote(member) + ":" + json);
        }
        return "{" + String.join(",", members) + "}";
    }

    private static void check(Site site) throws WireException {
        accepts(site, valid(site.shape()));
        checkAbsence(site);
        switch (site.shape().string("type")) {
            case "structure" -> checkNotScalar(site, "[]", LIST_START, EXPECTED_NULL);
            case "map" -> {
                checkNotScalar(site, "[]", LIST_START, EXPECTED_NULL);
                checkMap(site);
            }
            case "list" -> {
                checkNotScalar(site, "{}", STRUCTURE_START, "Expected list or null");
                checkList(site);
            }
            case "string" -> {
                checkScalarType(site, Map.of("1", "NUMBER", "1.5", "NUMBER", "true", "TRUE", "false", "FALSE"));
                checkString(site);
            }
            case "integer", "long" -> {
                checkScalarType(site, Map.of("\"1\"", "STRING", "\"\"", "STRING", "true", "TRUE", "false", "FALSE"));
                checkNumber(site);
            }
            case "boolean" -> {
                checkScalarType(site, Map.of("\"true\"", "STRING", "0", "NUMBER", "1.5", "NUMBER"));
                accepts(site, "true");
                accepts(site, "false");
            }
            default -> throw new AssertionError(site);
        }
    }

    private static void checkAbsence(Site site) throws WireException {
        if (site.isRequired()) {
            String missing =
                    "Value null at '" + site.path() + "' failed to satisfy constraint: Member must not be null";
            refuses(site, ABSENT, List.of(missing));
            refuses(site, "null", List.of(missing));
        } else {
            assertThat(accepts(site, "null")).isEqualTo(accepts(site, ABSENT));
        }
    }

    private static void checkNotScalar(Site site, String otherStart, String startMessage, String scalarMessage) {
        refusesType(site, otherStart, startMessage);
        for (String scalar : List.of("\"x\"", "1", "1.5", "true", "false")) {
            refusesType(site, scalar, scalarMessage);
        }
    }

    private static void checkScalarType(Site site, Map<String, String> wrong) {
        refusesType(site, "[]", LIST_START);
        refusesType(site, "{}", STRUCTURE_START);
        String type = TYPE_NAMES.get(site.shape().string("type"));
        wrong.forEach((json, found) -> refusesType(site, json, found + "_VALUE can not be converted to " + type));
    }

    private static void checkString(Site site) throws WireException {
        StringSamples samples = StringSamples.of(site.shape());
        if (site.shape().has("enum")) {
            String values = String.join(", ", site.shape().strings("enum"));
            for (String value : site.shape().strings("enum")) {
                accepts(site, JsonText.quote(value));
                String other = value.toLowerCase(Locale.ROOT);
                refuses(
                        site,
                        JsonText.quote(other),
                        broken(site, "Member must satisfy enum value set: [" + values + "]"));
            }
        }
        String pattern = site.shape().has("pattern")
                ? "Member must satisfy regular expression pattern: "
                        + site.shape().string("pattern")
                : "";
        if (site.shape().has("max")) {
            int max = (int) samples.max();
            checkLength(site, samples, pattern, max);
            String tooLong = "Member must have length less than or equal to " + max;
            refuses(site, JsonText.quote(samples.ofLength(max + 1)), broken(site, tooLong));
        }
        if (samples.min() > 0) {
            int min = (int) samples.min();
            checkLength(site, samples, pattern, min);
            String tooShort = "Member must have length greater than or equal to " + min;
            boolean isMatched = samples.isMatchedAt(min - 1);
            refuses(
                    site,
                    JsonText.quote(samples.ofLength(min - 1)),
                    isMatched ? broken(site, tooShort) : broken(site, tooShort, pattern));
        }
        for (String match : samples.matches()) {
            accepts(site, JsonText.quote(match));
        }
        for (String mismatch : samples.mismatches()) {
            if (mismatch.length() >= samples.min() && mismatch.length() <= samples.max()) {
                refuses(site, JsonText.quote(mismatch), broken(site, pattern));
            }
        }
    }

    /** At the very edge of what the length allows, only the pattern can object. */
    private static void checkLength(Site site, StringSamples samples, String pattern, int length) throws WireException {
        String json = JsonText.quote(samples.ofLength(length));
        if (samples.isMatchedAt(length)) {
            accepts(site, json);
        } else {
            refuses(site, json, broken(site, pattern));
        }
    }

    private static void checkNumber(Site site) throws WireException {
        Long min = site.shape().number("min");
        Long max = site.shape().number("max");
        if (min != null) {
            accepts(site, String.valueOf(min));
            accepts(site, min + ".9");
            String tooSmall = "Member must have value greater than or equal to " + min;
            refuses(site, String.valueOf(min - 1), broken(site, tooSmall));
            refuses(site, "-1", broken(site, tooSmall));
        }
        if (max != null) {
            accepts(site, String.valueOf(max));
            accepts(site, max + ".5");
            refuses(site, String.valueOf(max + 1), broken(site, "Member must have value less than or equal to " + max));
        }
        boolean isLong = site.shape().string("type").equals("long");
        String beyond = isLong ? "9223372036854775808" : "2147483648";
        String message = "NUMBER_VALUE can not be converted to "
                + TYPE_NAMES.get(site.shape().string("type"));
        refusesType(site, beyond, message);
        refusesType(site, "-" + beyond.substring(0, beyond.length() - 1) + "9", message);
        refusesType(site, "1e400", message);
    }

    private static void checkList(Site site) throws WireException {
        ModelNode element = shape(site.shape().object("member"));
        String valid = valid(element);
        accepts(site, "[]");
        assertThat(accepts(site, "[null," + valid + ",null]")).isEqualTo(accepts(site, "[" + valid + "]"));
        refusesType(site, "[[]]", LIST_START);
        if (element.has("members")) {
            refusesType(site, "[1]", EXPECTED_NULL);
            return;
        }
        refusesType(site, "[1]", "NUMBER_VALUE can not be converted to a String");
        for (String bad : outside(element)) {
            refuses(
                    site,
                    "[" + valid + "," + JsonText.quote(bad) + "]",
                    broken(site, "Member must satisfy constraint: " + constraintTexts(element)));
        }
    }

    private static void checkMap(Site site) throws WireException {
        ModelNode key = shape(site.shape().object("key"));
        ModelNode value = shape(site.shape().object("value"));
        accepts(site, "{}");
        assertThat(accepts(site, "{\"k\":null}")).isEqualTo(accepts(site, "{}"));
        refusesType(
                site,
                "{\"k\":1}",
                value.string("type").equals("list")
                        ? "Expected list or null"
                        : "NUMBER_VALUE can not be converted to a String");
        for (String bad : outside(key)) {
            refuses(
                    site,
                    "{" + JsonText.quote(bad) + ":" + valid(value) + "}",
                    broken(site, "Map keys must satisfy constraint: " + constraintTexts(key)));
        }
        for (String good : inside(key)) {
            accepts(site, "{" + JsonText.quote(good) + ":" + valid(value) + "}");
        }
        if (value.string("type").equals("string")) {
            for (String bad : outside(value)) {
                refuses(
                        site,
                        "{\"k\":" + JsonText.quote(bad) + "}",
                        broken(site, "Map value must satisfy constraint: " + constraintTexts(value)));
            }
            for (String good : inside(value)) {
                accepts(site, "{\"k\":" + JsonText.quote(good) + "}");
            }
        }
    }

    private static List<String> outside(ModelNode string) {
        StringSamples samples = StringSamples.of(string);
        List<String> outside = new ArrayList<>(samples.mismatches());
        if (string.has("max")) {
            outside.add(samples.ofLength((int) samples.max() + 1));
        }
        if (samples.min() > 0) {
            outside.add(samples.ofLength((int) samples.min() - 1));
        }
        return outside;
    }

    private static List<String> inside(ModelNode string) {
        StringSamples samples = StringSamples.of(string);
        List<String> inside = new ArrayList<>(samples.matches());
        inside.add(samples.valid());
        if (string.has("max")) {
            inside.add(samples.ofLength((int) samples.max()));
        }
        return inside;
    }

    private static String constraintTexts(ModelNode string) {
        List<String> texts = new ArrayList<>();
        if (string.has("max")) {
            texts.add("Member must have length less than or equal to " + string.number("max"));
        }
        if (string.has("min")) {
            texts.add("Member must have length greater than or equal to " + string.number("min"));
        }
        if (string.has("pattern")) {
            texts.add("Member must satisfy regular expression pattern: " + string.string("pattern"));
        }
        return texts.toString();
    }

    private static List<String> broken(Site site, String... constraints) {
        return Stream.of(constraints)
                .map(constraint -> "Value at '" + site.path() + "' failed to satisfy constraint: " + constraint)
                .toList();
    }

    private static Structure accepts(Site site, String json) throws WireException {
        return site.operation().read(site.body().apply(json).getBytes(UTF_8));
    }

    private static void refuses(Site site, String json, List<String> details) {
        WireException error = error(site, json);
        String heading = details.size() == 1
                ? "1 validation error detected: "
                : details.size() + " validation errors detected: ";
        assertThat(error).as("%s given %.200s", site, json).hasMessage(heading + String.join("; ", details));
        assertThat(error.type()).isEqualTo("InvalidRequestException");
        assertThat(error.athenaErrorCode()).isEqualTo("INVALID_INPUT");
        assertThat(error.httpStatus()).isEqualTo(400);
    }

    private static void refusesType(Site site, String json, String message) {
        WireException error = error(site, json);
        assertThat(error).as("%s given %.200s", site, json).hasMessage(message);
        assertThat(error.type()).isEqualTo("SerializationException");
        assertThat(error.athenaErrorCode()).isNull();
        assertThat(error.httpStatus()).isEqualTo(400);
    }

    private static WireException error(Site site, String json) {
        WireException error = catchThrowableOfType(WireException.class, () -> accepts(site, json));
        assertThat(error).as("%s given %.200s", site, json).isNotNull();
        return error;
    }
}
