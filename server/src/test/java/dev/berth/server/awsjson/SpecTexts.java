package dev.berth.server.awsjson;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The texts of the service's errors, as measured, each written out once more than in the code under test. */
final class SpecTexts {
    static final String MISSING = "Member must not be null";

    private static final Map<String, String> TYPE_NAMES =
            Map.of("string", "a String", "integer", "an Integer", "long", "a Long", "boolean", "a Boolean");

    private SpecTexts() {}

    static String tooLong(long max) {
        return "Member must have length less than or equal to " + max;
    }

    static String tooShort(long min) {
        return "Member must have length greater than or equal to " + min;
    }

    static String tooGreat(long max) {
        return "Member must have value less than or equal to " + max;
    }

    static String tooSmall(long min) {
        return "Member must have value greater than or equal to " + min;
    }

    static String mismatch(String pattern) {
        return "Member must satisfy regular expression pattern: " + pattern;
    }

    static String notOneOf(List<String> values) {
        return "Member must satisfy enum value set: [" + String.join(", ", values) + "]";
    }

    static String broken(String path, String constraint) {
        return "Value at '" + path + "' failed to satisfy constraint: " + constraint;
    }

    static String missing(String path) {
        return "Value null at '" + path + "' failed to satisfy constraint: " + MISSING;
    }

    static String heading(int details) {
        return details == 1 ? "1 validation error detected: " : details + " validation errors detected: ";
    }

    /** All constraints of a string, in the order in which they are told of elements, keys and values. */
    static String allOf(RawShape string) {
        List<String> texts = new ArrayList<>();
        Long max = string.max();
        if (max != null) {
            texts.add(tooLong(max));
        }
        Long min = string.min();
        if (min != null && min > 0) {
            texts.add(tooShort(min));
        }
        String pattern = string.pattern();
        if (pattern != null) {
            texts.add(mismatch(pattern));
        }
        if (!string.enumeration().isEmpty()) {
            texts.add(notOneOf(string.enumeration()));
        }
        return texts.toString();
    }

    /** A value of the wrong JSON type. */
    static String wrongType(JsonKind found, RawShape wanted) {
        if (found == JsonKind.LIST) {
            return "Start of list found where not expected";
        }
        if (found == JsonKind.OBJECT) {
            return "Start of structure or map found where not expected.";
        }
        if (wanted.is("list")) {
            return "Expected list or null";
        }
        if (wanted.is("structure") || wanted.is("map")) {
            return "Expected null";
        }
        return notConvertible(found, wanted);
    }

    /** A scalar that cannot become another one. */
    static String notConvertible(JsonKind found, RawShape wanted) {
        return found.label() + "_VALUE can not be converted to " + TYPE_NAMES.get(wanted.type());
    }
}
