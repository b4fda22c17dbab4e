package dev.berth.server.awsjson;

import java.util.Set;

/**
 * An operation of the service that the model describes in full: how its requests are read.
 *
 * <p>Immutable and safe for use by many threads; nothing here blocks.
 */
public final class Operation {
    private final String name;
    private final StructureShape input;
    private final Set<String> declaredErrors;

    Operation(String name, StructureShape input, Set<String> declaredErrors) {
        this.name = name;
        this.input = input;
        this.declaredErrors = Set.copyOf(declaredErrors);
    }

    /** The operation's name, as sent after the dot of {@code X-Amz-Target}. */
    public String name() {
        return name;
    }

    /** The shape of a request's body. */
    public StructureShape input() {
        return input;
    }

    /** The names of the error shapes that the model declares for this operation. */
    public Set<String> declaredErrors() {
        return declaredErrors;
    }

    /**
     * Reads and checks a request's body.
     *
     * @param body UTF-8 JSON; not kept
     * @return the request, which meets every constraint of the model
     * @throws WireException if the body is not what the model asks for; the package description tells which error when
     */
    public Structure read(byte[] body) throws WireException {
        return read(body, 0, body.length);
    }

    /**
     * Reads and checks a request's body that is part of an array.
     *
     * @param buffer holds the body as UTF-8 JSON; not kept
     * @param offset where the body starts
     * @param length the body's size in bytes
     * @return the request, which meets every constraint of the model
     * @throws WireException if the body is not what the model asks for
     */
    public Structure read(byte[] buffer, int offset, int length) throws WireException {
        Structure request = WireJson.read(input, buffer, offset, length);
        Violations violations = new Violations();
        input.check(request, violations);
        violations.throwIfAny();
        return request;
    }
}
