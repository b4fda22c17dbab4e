package dev.berth.server.results;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three objects that every calculation has, in the order of their names. */
enum ResultName {
    /** What came of it. */
    RESULT(ResultStore.RESULT, ResultStore.RESULT_TYPE),
    /** What it wrote to its standard error. */
    STDERR(ResultStore.STDERR, "text/plain; charset=utf-8"),
    /** What it wrote to its standard output. */
    STDOUT(ResultStore.STDOUT, "text/plain; charset=utf-8");

    /** All of them. */
    static final List<ResultName> ALL = List.of(values());

    private final String text;
    private final String contentType;

    ResultName(String text, String contentType) {
        this.text = text;
        this.contentType = contentType;
    }

    /** The last part of the object's key, and the name of its file. */
    String text() {
        return text;
    }

    String contentType() {
        return contentType;
    }

    /** The one with this text, or {@code null} if none has it. */
    static @Nullable ResultName of(String text) {
        return Arrays.stream(values())
                .filter(name -> name.text.equals(text))
                .findFirst()
                .orElse(null);
    }
}
