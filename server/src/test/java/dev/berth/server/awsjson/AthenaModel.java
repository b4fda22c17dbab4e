package dev.berth.server.awsjson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The real model, as loaded by the code under test. {@link RawModel} is there to hold against it. */
final class AthenaModel {
    static final ServiceModel MODEL = load();

    private AthenaModel() {}

    static Operation operation(String name) {
        Operation operation = MODEL.operation(name);
        if (operation == null) {
            throw new AssertionError("not in the model: " + name);
        }
        return operation;
    }

    static InputStream open() {
        InputStream json = AthenaModel.class.getResourceAsStream("/dev/berth/server/athena/athena-model.json");
        if (json == null) {
            throw new AssertionError("the model is not on the class path");
        }
        return json;
    }

    private static ServiceModel load() {
        try (InputStream json = open()) {
            return ServiceModel.load(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
