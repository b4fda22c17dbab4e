package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.berth.server.awsjson.StructureShape.Member;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A value of a {@link StructureShape}: a request or a part of one.
 *
 * <p>Members are asked for by their names in the model. Each accessor returns null for a member that the request left
 * out or sent as null, and throws {@link IllegalArgumentException} for a name that the shape does not have or whose
 * type is another: both are mistakes of the program, not of the client.
 *
 * <p>Immutable, and safe for use by many threads. Two structures are equal if they have one shape and equal members.
 */
public final class Structure {
    private final StructureShape shape;
    private final @Nullable Object[] values;

    /** Takes the array over. */
    Structure(StructureShape shape, @Nullable Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** The shape of this value. */
    public StructureShape shape() {
        return shape;
    }

    @Nullable
    Object value(Member member) {
        return values[member.index()];
    }

    /** Whether a member is given, and not as null. */
    public boolean has(String member) {
        return value(shape.member(member)) != null;
    }

    /** The names of the members given, in the order of the model; unmodifiable. */
    public List<String> given() {
        return shape.members().stream()
                .filter(member -> value(member) != null)
                .map(Member::name)
                .toList();
    }

    /** A member of type string, enumerations included. */
    public @Nullable String string(String member) {
        return (String) value(member, StringShape.class);
    }

    /** A member of type integer. */
    public @Nullable Integer integer(String member) {
        return (Integer) number(member, false);
    }

    /** A member of type long. */
    public @Nullable Long longInteger(String member) {
        return (Long) number(member, true);
    }

    /** A member of type boolean. */
    public @Nullable Boolean bool(String member) {
        return (Boolean) value(member, BooleanShape.class);
    }

    /** A member that is a structure. */
    public @Nullable Structure structure(String member) {
        return (Structure) value(member, StructureShape.class);
    }

    /** A list of any kind, in the order sent; unmodifiable. */
    public @Nullable List<Object> list(String member) {
        return list(member, Shape.class);
    }

    /** A list of strings, in the order sent; unmodifiable. */
    public @Nullable List<String> strings(String member) {
        return list(member, StringShape.class);
    }

    /** A list of structures, in the order sent; unmodifiable. */
    public @Nullable List<Structure> structures(String member) {
        return list(member, StructureShape.class);
    }

    /** A map of any kind, in the order of its keys as {@link String#compareTo} has it; unmodifiable. */
    public @Nullable SortedMap<String, Object> map(String member) {
        return map(member, Shape.class);
    }

    /** A map of strings, in the order of its keys as {@link String#compareTo} has it; unmodifiable. */
    public @Nullable SortedMap<String, String> stringMap(String member) {
        return map(member, StringShape.class);
    }

    /** This structure with one member that is a structure replaced, or added. */
    public Structure with(String name, Structure value) {
        Member member = shape.member(name);
        requireKind(member, member.shape() == value.shape);
        return with(member, value);
    }

    /** This structure with one member as it is in another, given or not; both shapes have it, with one type. */
    public Structure withMemberOf(Structure other, String name) {
        Member member = shape.member(name);
        Member source = other.shape.member(name);
        requireKind(member, haveOneType(member.shape(), source.shape()));
        return with(member, other.value(source));
    }

    /** The model has two names for booleans. */
    private static boolean haveOneType(Shape one, Shape other) {
        return one == other || (one instanceof BooleanShape && other instanceof BooleanShape);
    }

    /** This structure without one member, which it need not have. */
    public Structure without(String name) {
        return with(shape.member(name), null);
    }

    /** This structure with another value of a member, one of its shape. */
    Structure with(Member member, @Nullable Object value) {
        @Nullable Object[] changed = values.clone();
        changed[member.index()] = value;
        return new Structure(shape, changed);
    }

    private @Nullable Object value(String name, Class<? extends Shape> kind) {
        Member member = shape.member(name);
        requireKind(member, kind.isInstance(member.shape()));
        return value(member);
    }

    private @Nullable Object number(String name, boolean isLong) {
        Member member = shape.member(name);
        requireKind(member, member.shape() instanceof NumberShape number && number.isLong() == isLong);
        return value(member);
    }

    /** The shape of the elements vouches for their class. */
    @SuppressWarnings("unchecked")
    private <T> @Nullable List<T> list(String name, Class<? extends Shape> elementKind) {
        Member member = shape.member(name);
        requireKind(member, member.shape() instanceof ListShape list && elementKind.isInstance(list.element()));
        return (List<T>) value(member);
    }

    /** The shape of the values vouches for their class. */
    @SuppressWarnings("unchecked")
    private <T> @Nullable SortedMap<String, T> map(String name, Class<? extends Shape> valueKind) {
        Member member = shape.member(name);
        requireKind(member, member.shape() instanceof MapShape map && valueKind.isInstance(map.value()));
        return (SortedMap<String, T>) value(member);
    }

    private void requireKind(Member member, boolean isOfKind) {
        if (!isOfKind) {
            throw new IllegalArgumentException(
                    "member is of another type: " + shape + "." + member.name() + " is a " + member.shape());
        }
    }

    /**
     * The canonical form: compact UTF-8 JSON of the members given, in the order of the model, with the keys of maps
     * sorted. Structures of one shape are equal if and only if their canonical forms are.
     *
     * @return a new array
     */
    public byte[] canonical() {
        return WireJson.write(this::write);
    }

    /**
     * Writes this structure, in canonical order, as the generator's next value.
     *
     * @param generator where a value is expected next
     * @throws IOException if the generator's target fails
     */
    public void write(JsonGenerator generator) throws IOException {
        shape.write(this, generator);
    }

    /**
     * Writes one member, its name and its value, into the object that the generator is in; nothing if it is not given.
     *
     * @param member the member's name
     * @param generator where a member is expected next
     * @throws IOException if the generator's target fails
     */
    public void writeMember(String member, JsonGenerator generator) throws IOException {
        Member written = shape.member(member);
        Object value = value(written);
        if (value != null) {
            generator.writeFieldName(written.name());
            written.shape().write(value, generator);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Structure that && shape == that.shape && Arrays.equals(values, that.values));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Names the shape and the members given, and no values: they may be long, or secret. */
    @Override
    public String toString() {
        StringJoiner given = new StringJoiner(", ", shape.name() + "[", "]");
        for (Member member : shape.members()) {
            if (value(member) != null) {
                given.add(member.name());
            }
        }
        return given.toString();
    }
}
