package dev.berth.server.identity;

import dev.berth.server.files.DurableFiles;
import dev.berth.server.files.OwnersOnly;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The file of identities in a data folder. Every method waits for the disk. */
final class IdentityFile {
    /** Its name. */
    static final String NAME = "identities.yaml";

    private static final int MAX_BYTES = 16 << 20;

    private final Path path;

    IdentityFile(Path dataFolder) {
        this.path = dataFolder.resolve(NAME);
    }

    Path path() {
        return path;
    }

    /** What tells one version of the file from another: all that the file system knows of it. */
    record Stamp(long modifiedNanos, long bytes, @Nullable Object key, Set<PosixFilePermission> permissions) {}

    /** The stamp of the file that is there, or {@code null} if there is none. */
    @Nullable
    Stamp stamp() throws IOException {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    attributes.size(),
                    attributes.fileKey(),
                    Set.copyOf(attributes.permissions()));
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    /**
     * Reads it.
     *
     * @return the identities, or {@code null} if there is no file
     * @throws IdentitiesException if others than its owner may read or write it, or its text is not what it should be
     */
    @Nullable
    IdentitySet read() throws IOException {
        try {
            requireOwnersOnly();
            return IdentityText.read(text());
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IdentitiesException unusable) {
            throw new IdentitiesException(path + " cannot be used: " + unusable.getMessage());
        }
    }

    private void requireOwnersOnly() throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (!OwnersOnly.FILE_MODE.containsAll(permissions)) {
            throw new IdentitiesException("its mode is " + PosixFilePermissions.toString(permissions)
                    + ", and must not be wider than 0600: chmod 600 " + path);
        }
    }

    private String text() throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new IdentitiesException("it is larger than " + MAX_BYTES + " bytes");
        }
        try {
            return Files.readString(path);
        } catch (CharacterCodingException notUtf8) {
            throw new IdentitiesException("it is not UTF-8");
        }
    }

    /** Replaces it: whoever reads it finds the old one or the new one, whole, also after a power cut. */
    void write(IdentitySet identities) throws IOException {
        byte[] text = IdentityText.write(identities).getBytes(StandardCharsets.UTF_8);
        DurableFiles.write(path, text, OwnersOnly.FILE);
    }
}
