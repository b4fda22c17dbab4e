package dev.berth.server.awsjson;

import dev.berth.server.awsjson.StructureShape.Member;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link ServiceModel} of its JSON file. Only shapes that an input reaches are made: what an operation answers
 * is the business of the code that answers.
 */
final class ModelReader {
    /** The one shape whose maximum the real service was seen to count in bytes of UTF-8. */
    private static final String COUNTED_IN_BYTES = "IdempotencyToken";

    private final ModelNode shapes;
    private final Map<String, Shape> made = new HashMap<>();

    private ModelReader(ModelNode shapes) {
        this.shapes = shapes;
    }

    static ServiceModel read(InputStream json) throws IOException {
        ModelNode model = ModelNode.read(json);
        ModelReader reader = new ModelReader(model.object("shapes"));
        ModelNode described = model.object("operations");
        Map<String, Operation> operations = new LinkedHashMap<>();
        for (String name : described.names()) {
            operations.put(name, reader.operation(name, described.object(name)));
        }
        return new ServiceModel(operations, new LinkedHashSet<>(model.strings("otherOperations")));
    }

    private Operation operation(String name, ModelNode description) {
        Shape input = shape(description.object("input").string("shape"));
        if (!(input instanceof StructureShape structure)) {
            throw new IllegalArgumentException("the input of " + name + " is not a structure");
        }
        Set<String> errors = new LinkedHashSet<>();
        for (ModelNode error : description.objects("errors")) {
            errors.add(error.string("shape"));
        }
        return new Operation(name, structure, errors);
    }

    /** Shapes do not contain themselves in this model; one that did would end the load with a StackOverflowError. */
    private Shape shape(String name) {
        Shape known = made.get(name);
        if (known != null) {
            return known;
        }
        Shape shape = make(name, shapes.object(name));
        made.put(name, shape);
        return shape;
    }

    private Shape make(String name, ModelNode description) {
        String type = description.string("type");
        return switch (type) {
            case "structure" -> structure(name, description);
            case "list" -> new ListShape(name, referred(description, "member"), sizeConstraints(description));
            case "map" -> map(name, description);
            case "string" -> new StringShape(name, stringConstraints(name, description));
            case "integer" -> NumberShape.ofIntegers(name, numberConstraints(description));
            case "long" -> NumberShape.ofLongs(name, numberConstraints(description));
            case "boolean" -> new BooleanShape(name);
            default -> throw new IllegalArgumentException("input of type " + type + " is not known: " + name);
        };
    }

    private Shape referred(ModelNode description, String member) {
        return shape(description.object(member).string("shape"));
    }

    private StructureShape structure(String name, ModelNode description) {
        Set<String> required = new LinkedHashSet<>(description.strings("required"));
        ModelNode described = description.object("members");
        List<Member> members = new ArrayList<>();
        for (String member : described.names()) {
            Shape shape = referred(described, member);
            members.add(Member.of(member, members.size(), shape, required.contains(member)));
        }
        return new StructureShape(name, members);
    }

    private MapShape map(String name, ModelNode description) {
        if (referred(description, "key") instanceof StringShape key) {
            return new MapShape(name, key, referred(description, "value"));
        }
        throw new IllegalArgumentException("the key of a map is not a string: " + name);
    }

    /** Maximum, minimum, pattern, enumeration: the order in which the real framework lists them. */
    private static List<Constraint<? super String>> stringConstraints(String name, ModelNode description) {
        List<Constraint<? super String>> constraints = new ArrayList<>();
        Long max = description.number("max");
        if (max != null) {
            constraints.add(
                    name.equals(COUNTED_IN_BYTES) ? Constraint.utf8LengthAtMost(max) : Constraint.lengthAtMost(max));
        }
        Long min = description.number("min");
        if (min != null && min > 0) {
            constraints.add(Constraint.lengthAtLeast(min));
        }
        if (description.has("pattern")) {
            constraints.add(Constraint.matches(description.string("pattern"), max == null ? Long.MAX_VALUE : max));
        }
        if (description.has("enum")) {
            constraints.add(Constraint.oneOf(description.strings("enum")));
        }
        return constraints;
    }

    private static List<Constraint<? super Number>> numberConstraints(ModelNode description) {
        List<Constraint<? super Number>> constraints = new ArrayList<>();
        Long max = description.number("max");
        if (max != null) {
            constraints.add(Constraint.atMost(max));
        }
        Long min = description.number("min");
        if (min != null) {
            constraints.add(Constraint.atLeast(min));
        }
        return constraints;
    }

    private static List<Constraint<Collection<?>>> sizeConstraints(ModelNode description) {
        List<Constraint<Collection<?>>> constraints = new ArrayList<>();
        Long max = description.number("max");
        if (max != null) {
            constraints.add(Constraint.sizeAtMost(max));
        }
        Long min = description.number("min");
        if (min != null && min > 0) {
            constraints.add(Constraint.sizeAtLeast(min));
        }
        return constraints;
    }
}
