package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** All components of a record by name, in plain values: so a fact that gets another one never hides it. */
final class RecordFields {
    private RecordFields() {}

    /** The components in their order, nested records as maps. */
    static Map<String, @Nullable Object> of(Record content) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : content.getClass().getRecordComponents()) {
            fields.put(component.getName(), plain(valueOf(component, content)));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static @Nullable Object valueOf(RecordComponent component, Record content) {
        try {
            return component.getAccessor().invoke(content);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof OpaqueBytes) {
            return value;
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (value instanceof RequestToken token) {
            return token.value();
        }
        if (value instanceof SessionId
                || value instanceof BudgetName
                || value instanceof Instant
                || value instanceof Duration
                || value instanceof Enum<?>) {
            return value.toString();
        }
        if (value instanceof Record content) {
            return of(content);
        }
        throw new IllegalStateException("no plain form of " + value.getClass());
    }
}
