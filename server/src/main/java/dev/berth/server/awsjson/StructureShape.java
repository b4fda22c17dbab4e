package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a {@link Structure}: its members in the order of the model.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class StructureShape extends Shape {
    /**
     * A member.
     *
     * @param name as in the model and in JSON
     * @param place the name as it stands in messages, in lower camel case
     * @param index its position in the model's order
     * @param isRequired whether a request must have it
     */
    record Member(String name, String place, int index, Shape shape, boolean isRequired) {
        static Member of(String name, int index, Shape shape, boolean isRequired) {
            String place = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
            return new Member(name, place, index, shape, isRequired);
        }
    }

    private final List<Member> members;
    private final Map<String, Member> membersByName;

    StructureShape(String name, List<Member> members) {
        super(name);
        this.members = List.copyOf(members);
        this.membersByName = new HashMap<>();
        for (Member member : members) {
            membersByName.put(member.name(), member);
        }
    }

    List<Member> members() {
        return members;
    }

    /** @throws IllegalArgumentException if this shape has no such member */
    Member member(String memberName) {
        Member member = membersByName.get(memberName);
        if (member == null) {
            throw new IllegalArgumentException("no such member: " + name() + "." + memberName);
        }
        return member;
    }

    /** Whether this shape has a member of that name. */
    public boolean has(String memberName) {
        return membersByName.containsKey(memberName);
    }

    /**
     * The shape of a member that is a structure.
     *
     * @throws IllegalArgumentException if this shape has no such member, or it is of another type
     */
    public StructureShape structure(String memberName) {
        if (member(memberName).shape() instanceof StructureShape structure) {
            return structure;
        }
        throw new IllegalArgumentException("not a structure: " + name() + "." + memberName);
    }

    /** A structure of this shape with no member given. */
    public Structure empty() {
        return new Structure(this, new @Nullable Object[members.size()]);
    }

    /**
     * Reads back what {@link Structure#canonical()} gave, without checking constraints again: a later release may
     * have other ones. Members that this model does not know are ignored.
     *
     * @param canonical the bytes of one structure of this shape
     * @return the structure
     * @throws IllegalArgumentException if the bytes are not JSON of this shape, hence were not written by this package
     */
    public Structure readTrusted(byte[] canonical) {
        try {
            return WireJson.read(this, canonical, 0, canonical.length);
        } catch (WireException e) {
            throw new IllegalArgumentException("not the canonical form of " + name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    Structure read(JsonParser parser, JsonToken token) throws IOException, WireException {
        WireJson.requireStartObject(token);
        @Nullable Object[] values = new @Nullable Object[members.size()];
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken next = parser.nextToken();
            Member member = membersByName.get(name);
            if (member == null) {
                parser.skipChildren();
            } else {
                values[member.index()] =
                        next == JsonToken.VALUE_NULL ? null : member.shape().read(parser, next);
            }
        }
        return new Structure(this, values);
    }

    @Override
    void check(Object value, Violations violations) {
        Structure structure = (Structure) value;
        for (Member member : members) {
            Object part = structure.value(member);
            if (part != null) {
                violations.enter(member.place());
                member.shape().check(part, violations);
                violations.exit();
            } else if (member.isRequired()) {
                violations.enter(member.place());
                violations.addMissing();
                violations.exit();
            }
        }
    }

    @Override
    void write(Object value, JsonGenerator generator) throws IOException {
        Structure structure = (Structure) value;
        generator.writeStartObject();
        for (Member member : members) {
            Object part = structure.value(member);
            if (part != null) {
                generator.writeFieldName(member.name());
                member.shape().write(part, generator);
            }
        }
        generator.writeEndObject();
    }
}
