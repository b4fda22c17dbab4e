package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.server.awsjson.Structure;

/**
 * Puts the members of an update into a structure, by the names that the model gives them: {@code RemoveX} takes X away,
 * {@code XUpdates} is put into X in the same way, and any other member replaces the one of its name. What is both
 * given and taken away is taken away. An X that is not there comes to be only if something is put into it.
 */
final class MemberUpdates {
    private static final String REMOVE = "Remove";
    private static final String UPDATES = "Updates";

    private MemberUpdates() {}

    /** The structure with the updates. */
    static Structure apply(Structure updates, Structure structure) {
        Structure updated = structure;
        for (String name : updates.given()) {
            updated = give(name, updates, updated);
        }
        for (String name : updates.given()) {
            if (name.startsWith(REMOVE) && Boolean.TRUE.equals(updates.bool(name))) {
                updated = updated.without(name.substring(REMOVE.length()));
            }
        }
        return updated;
    }

    private static Structure give(String name, Structure updates, Structure updated) {
        if (name.startsWith(REMOVE)) {
            return updated;
        }
        if (!name.endsWith(UPDATES)) {
            return updated.withMemberOf(updates, name);
        }
        String part = name.substring(0, name.length() - UPDATES.length());
        Structure before = updated.structure(part);
        Structure after = apply(
                requireNonNull(updates.structure(name)),
                before == null ? updated.shape().structure(part).empty() : before);
        boolean isStillNone = before == null && after.given().isEmpty();
        return isStillNone ? updated : updated.with(part, after);
    }
}
