package dev.berth.server.awsjson;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The constraints that one request breaks, with the place where the check is just now.
 *
 * <p>At most {@value #MAX_DETAILS} are kept, and a place consists of names from the model and list positions only, so
 * that no body, however hostile, makes a long message. The others are not counted either.
 */
final class Violations {
    /** The real framework stops here, too, as the emulators of its other services have found. */
    static final int MAX_DETAILS = 10;

    private final Deque<Object> path = new ArrayDeque<>(8);
    private final List<String> details = new ArrayList<>(0);

    /** Goes down to a member, given by its name in lower camel case, or to a list element, given by its position. */
    void enter(Object segment) {
        path.addLast(segment);
    }

    void exit() {
        path.removeLast();
    }

    /** The value here breaks a constraint. */
    void add(String constraint) {
        add("Value", constraint);
    }

    /** There is no value here, and there must be one. */
    void addMissing() {
        add("Value null", Constraint.NOT_NULL);
    }

    boolean isFull() {
        return details.size() >= MAX_DETAILS;
    }

    private void add(String subject, String constraint) {
        if (!isFull()) {
            details.add(subject + " at '" + place() + "' failed to satisfy constraint: " + constraint);
        }
    }

    private String place() {
        StringBuilder place = new StringBuilder();
        for (Iterator<Object> segments = path.iterator(); segments.hasNext(); ) {
            Object segment = segments.next();
            place.append(segment);
            if (segment instanceof Integer) {
                place.append(".member");
            }
            if (segments.hasNext()) {
                place.append('.');
            }
        }
        return place.toString();
    }

    void throwIfAny() throws WireException {
        int count = details.size();
        if (count > 0) {
            String heading = count == 1 ? "1 validation error detected: " : count + " validation errors detected: ";
            throw WireException.invalidInput(heading + String.join("; ", details));
        }
    }
}
