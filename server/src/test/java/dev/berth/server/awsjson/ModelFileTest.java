package dev.berth.server.awsjson;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * The model file against Amazon's own client, which was generated from Amazon's own model: the same operations, members,
 * types and values of enumerations. Of the other constraints, and of what is required, that client knows nothing.
 */
final class ModelFileTest {
    /** The client's classes of requests, by the names of their operations; the client spells abbreviations as words. */
    private static final Map<String, Class<?>> REQUESTS = Arrays.stream(AthenaClient.class.getMethods())
            .flatMap(method -> Arrays.stream(method.getParameterTypes()))
            .filter(SdkRequest.class::isAssignableFrom)
            .distinct()
            .collect(Collectors.toMap(
                    request -> request.getSimpleName().replaceFirst("Request$", ""),
                    Function.identity(),
                    (one, same) -> one,
                    () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));

    @Test
    void operationsAreThoseOfTheClient() {
        assertThat(RawModel.operations()).hasSize(42);
        assertThat(RawModel.otherOperations()).hasSize(28);
        assertThat(Stream.concat(RawModel.operations().stream(), RawModel.otherOperations().stream()))
                .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
                .containsExactlyInAnyOrderElementsOf(REQUESTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void inputsAreThoseOfTheClient(String operation) throws ReflectiveOperationException {
        Class<?> request = requireNonNull(REQUESTS.get(operation));
        SdkPojo builder = (SdkPojo) requireNonNull(request.getMethod("builder").invoke(null));
        compare(operation, RawModel.input(operation), builder, request);
    }

    private static Stream<String> operations() {
        return RawModel.operations().stream();
    }

    /** Holds a structure against the client's class for it and its builder, which knows the fields. */
    private static void compare(String place, RawShape shape, SdkPojo builder, Class<?> type)
            throws ReflectiveOperationException {
        Map<String, SdkField<?>> fields =
                builder.sdkFields().stream().collect(Collectors.toMap(SdkField::memberName, Function.identity()));
        assertThat(shape.is("structure")).as(place).isTrue();
        assertThat(shape.members().keySet()).as(place).containsExactlyInAnyOrderElementsOf(fields.keySet());
        for (Map.Entry<String, RawShape> member : shape.members().entrySet()) {
            String name = member.getKey();
            SdkField<?> field = requireNonNull(fields.get(name));
            assertThat(field.locationName()).isEqualTo(name);
            compare(place + "." + name, member.getValue(), field);
            compareValues(
                    place + "." + name, member.getValue(), getter(type, name).getReturnType());
        }
    }

    private static void compare(String place, RawShape shape, SdkField<?> field) throws ReflectiveOperationException {
        assertThat(shape.type()).as(place).isEqualTo(typeOf(field));
        if (shape.is("list")) {
            compare(
                    place + "[]",
                    shape.element(),
                    field.getTrait(ListTrait.class).memberFieldInfo());
        } else if (shape.is("map")) {
            assertThat(shape.key().is("string")).as(place).isTrue();
            compare(place + "{}", shape.value(), field.getTrait(MapTrait.class).valueFieldInfo());
        } else if (shape.is("structure")) {
            SdkPojo builder = field.constructor().get();
            Class<?> type = builder.getClass().getEnclosingClass();
            compare(place, shape, builder, requireNonNull(type));
        }
    }

    private static String typeOf(SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> "structure";
            default -> field.marshallingType().getKnownType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static void compareValues(String place, RawShape shape, Class<?> type) throws ReflectiveOperationException {
        assertThat(type.isEnum()).as(place).isEqualTo(!shape.enumeration().isEmpty());
        if (type.isEnum()) {
            assertThat((Iterable<?>)
                            requireNonNull(type.getMethod("knownValues").invoke(null)))
                    .as(place)
                    .extracting(Object::toString)
                    .containsExactlyInAnyOrderElementsOf(shape.enumeration());
        }
    }

    /** The client spells its getters with a small letter, or several of an abbreviation. */
    private static Method getter(Class<?> type, String member) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equalsIgnoreCase(member) && method.getParameterCount() == 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no getter of " + member));
    }
}
