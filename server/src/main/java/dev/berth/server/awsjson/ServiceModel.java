package dev.berth.server.awsjson;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model of a service that speaks AWS JSON: its operations, and the shapes of what they take.
 *
 * <p>Immutable and safe for use by many threads. Loaded once, at start.
 */
public final class ServiceModel {
    private final Map<String, Operation> operations;
    private final Set<String> otherOperations;

    ServiceModel(Map<String, Operation> operations, Set<String> otherOperations) {
        this.operations = Collections.unmodifiableMap(operations);
        this.otherOperations = Set.copyOf(otherOperations);
    }

    /**
     * Loads a model: the JSON form that the AWS SDKs ship, with the names of operations that it does not describe in
     * {@code otherOperations}.
     *
     * @param json the model in UTF-8; read to its end and not closed
     * @return the model, with every pattern compiled
     * @throws IOException if the stream fails or does not hold JSON
     * @throws IllegalArgumentException if it is JSON but not such a model
     */
    public static ServiceModel load(InputStream json) throws IOException {
        return ModelReader.read(json);
    }

    /**
     * Looks an operation up.
     *
     * @param name the operation's name, in the letter case of the model
     * @return the operation, or null if the model does not describe it
     */
    public @Nullable Operation operation(String name) {
        return operations.get(name);
    }

    /** All operations that the model describes, in its order. */
    public Collection<Operation> operations() {
        return operations.values();
    }

    /** Whether the service has an operation of this name that the model only names and does not describe. */
    public boolean isOtherOperation(String name) {
        return otherOperations.contains(name);
    }
}
