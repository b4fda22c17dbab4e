package dev.berth.api;

import java.util.OptionalInt;

/**
 * A request to create a work group.
 *
 * @param name its name, not empty, unique among the work groups
 * @param engineVersion the engine version of its sessions; decides which runtime launches them
 * @param limitDpus the limit of its budget, at least 0, or empty if only the account limits it
 * @param attributes what else the caller wants kept with it, never interpreted
 */
public record CreateWorkGroup(String name, String engineVersion, OptionalInt limitDpus, OpaqueBytes attributes) {

    /** Checks the ranges given above. */
    public CreateWorkGroup {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a work group's name must not be empty");
        }
        if (limitDpus.isPresent() && limitDpus.getAsInt() < 0) {
            throw new IllegalArgumentException("must be >= 0: limitDpus=" + limitDpus.getAsInt());
        }
    }

    /** A work group without a limit of its own and without attributes. */
    public static CreateWorkGroup named(String name, String engineVersion) {
        return new CreateWorkGroup(name, engineVersion, OptionalInt.empty(), OpaqueBytes.EMPTY);
    }

    /** This work group with a limit of its own. */
    public CreateWorkGroup withLimitDpus(int newLimitDpus) {
        return new CreateWorkGroup(name, engineVersion, OptionalInt.of(newLimitDpus), attributes);
    }
}
