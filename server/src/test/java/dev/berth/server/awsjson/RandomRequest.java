package dev.berth.server.awsjson;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random valid requests as trees of plain Java values, and random ways of writing one down that all mean the same.
 * Maps are structures and maps alike; numbers are Long.
 */
public final class RandomRequest {
    private static final String[] BLANKS = {"", "", " ", "\n", "\t\r\n  "};
    private static final List<String> PRINTABLE =
            List.of("a", "Z", " ", "9", "/", "\"", "\\", "\u007F", "\u00E9", "\u20AC", "\uD83D\uDE00");

    private final Random random;

    public RandomRequest(Random random) {
        this.random = random;
    }

    /** One of all operations. */
    public Operation operation() {
        List<Operation> operations = new ArrayList<>(AthenaModel.MODEL.operations());
        return operations.get(random.nextInt(operations.size()));
    }

    /** A request that the model allows. */
    public Map<String, Object> tree(Operation operation) {
        return structure(RawModel.input(operation.name()));
    }

    private Map<String, Object> structure(RawShape shape) {
        List<String> required = shape.required();
        Map<String, Object> tree = new LinkedHashMap<>();
        shape.members().forEach((name, member) -> {
            if (required.contains(name) || random.nextInt(3) > 0) {
                tree.put(name, value(member));
            }
        });
        return tree;
    }

    private Object value(RawShape shape) {
        return switch (shape.type()) {
            case "structure" -> structure(shape);
            case "list" -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(shape.element()));
                }
                yield list;
            }
            case "map" -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put((String) value(shape.key()), value(shape.value()));
                }
                yield map;
            }
            case "string" -> string(shape);
            case "integer", "long" -> number(shape);
            case "boolean" -> random.nextBoolean();
            default -> throw new AssertionError(shape.type());
        };
    }

    private Long number(RawShape shape) {
        Long min = shape.min();
        Long max = shape.max();
        long low = min == null ? 0 : min;
        return low + random.nextInt((int) Math.min(1_000, max == null ? 1_000 : max - low + 1));
    }

    private String string(RawShape shape) {
        List<String> values = shape.enumeration();
        if (!values.isEmpty()) {
            return values.get(random.nextInt(values.size()));
        }
        StringSamples samples = StringSamples.of(shape);
        if (shape.pattern() == null) {
            StringBuilder text = new StringBuilder("v".repeat((int) samples.min()));
            int longest = (int) Math.min(samples.max(), 60);
            for (int i = random.nextInt(10); i > 0 && text.length() + 2 <= longest; i--) {
                text.append(PRINTABLE.get(random.nextInt(PRINTABLE.size())));
            }
            return text.toString();
        }
        List<String> choices = new ArrayList<>(samples.matches());
        choices.add(samples.valid());
        choices.removeIf(choice -> choice.length() < samples.min());
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * The same tree with one thing changed or taken out, which may break a constraint.
     *
     * @throws IllegalArgumentException if the draw falls on something empty
     */
    @SuppressWarnings("unchecked") // trees are made here
    Object changed(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) map);
            List<String> names = new ArrayList<>(copy.keySet());
            if (names.isEmpty()) {
                throw new IllegalArgumentException("nothing to change");
            }
            String name = names.get(random.nextInt(names.size()));
            Object old = requireNonNull(copy.get(name));
            boolean isEmpty = old instanceof Map<?, ?> inner && inner.isEmpty();
            if (isEmpty || random.nextInt(4) == 0) {
                copy.remove(name);
            } else {
                copy.put(name, changed(old));
            }
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list);
            if (copy.isEmpty()) {
                throw new IllegalArgumentException("nothing to change");
            }
            copy.remove(random.nextInt(copy.size()));
            return copy;
        }
        if (tree instanceof String text) {
            return text + "x";
        }
        return tree instanceof Long number ? (Object) (number + 1) : (Object) !((Boolean) tree);
    }

    /** Writes a tree with members in any order, and with blanks, escapes, nulls and unknown members as they come. */
    public String write(Object tree) {
        StringBuilder json = new StringBuilder();
        write(tree, json);
        return blank() + json + blank();
    }

    private void write(Object tree, StringBuilder json) {
        if (tree instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, value) -> members.add(string((String) name) + blank() + ":" + blank() + write(value)));
            Collections.shuffle(members, random);
            if (random.nextInt(4) == 0) {
                // A null is nothing in a structure and in a map.
                members.add(random.nextInt(members.size() + 1), "\"x-not-there\":null");
            }
            json.append('{').append(String.join(",", members)).append('}');
        } else if (tree instanceof List<?> list) {
            List<String> elements = new ArrayList<>();
            list.forEach(element -> elements.add(write(element)));
            if (random.nextInt(4) == 0) {
                elements.add(random.nextInt(elements.size() + 1), "null");
            }
            json.append('[').append(String.join(",", elements)).append(']');
        } else if (tree instanceof String text) {
            json.append(string(text));
        } else if (tree instanceof Long number && random.nextInt(4) == 0) {
            json.append(number).append(".25");
        } else {
            json.append(tree);
        }
    }

    private String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            String raw = new String(Character.toChars(codePoint));
            if (codePoint < 0x20 || codePoint == '"' || codePoint == '\\' || random.nextInt(5) == 0) {
                for (int unit = 0; unit < raw.length(); unit++) {
                    json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) raw.charAt(unit)));
                }
            } else {
                json.append(raw);
            }
            i += raw.length();
        }
        return json.append('"').toString();
    }

    private String blank() {
        return BLANKS[random.nextInt(BLANKS.length)];
    }
}
