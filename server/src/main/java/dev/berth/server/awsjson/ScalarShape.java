package dev.berth.server.awsjson;

import java.util.List;
import java.util.stream.Collectors;

/** A shape whose values have no parts. */
abstract sealed class ScalarShape<T> extends Shape permits StringShape, NumberShape, BooleanShape {
    private final Class<T> type;
    private final List<Constraint<? super T>> constraints;

    ScalarShape(String name, Class<T> type, List<Constraint<? super T>> constraints) {
        super(name);
        this.type = type;
        this.constraints = List.copyOf(constraints);
    }

    final boolean isUnconstrained() {
        return constraints.isEmpty();
    }

    @Override
    final void check(Object value, Violations violations) {
        T scalar = type.cast(value);
        for (Constraint<? super T> constraint : constraints) {
            if (!constraint.isMetBy(scalar)) {
                violations.add(constraint.text());
            }
        }
    }

    final boolean accepts(Object value) {
        T scalar = type.cast(value);
        for (Constraint<? super T> constraint : constraints) {
            if (!constraint.isMetBy(scalar)) {
                return false;
            }
        }
        return true;
    }

    /** All constraints in one text, for a value that has no place of its own: a list element, a map's key or value. */
    final String constraintTexts() {
        return constraints.stream().map(Constraint::text).collect(Collectors.joining(", ", "[", "]"));
    }
}
