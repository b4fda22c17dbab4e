package dev.berth.server.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** A file of the page, held in memory. Immutable; the array is not to be changed. */
final class StaticFile {
    private static final int TAG_BYTES = 12;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png");

    private final byte[] bytes;
    private final String contentType;
    private final String entityTag;

    /**
     * A file.
     *
     * @param name its name, whose ending says what it is
     * @throws IllegalArgumentException if the ending is not one that the page has
     */
    StaticFile(String name, byte[] bytes) {
        this.bytes = bytes;
        this.contentType = typeOf(name);
        this.entityTag = "\"" + digest(bytes) + "\"";
    }

    private static String typeOf(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException("a file of the console has an unknown ending: " + name);
        }
        return type;
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    String contentType() {
        return contentType;
    }

    /** What changes with every byte of the file, quoted as in HTTP. */
    String entityTag() {
        return entityTag;
    }
}
