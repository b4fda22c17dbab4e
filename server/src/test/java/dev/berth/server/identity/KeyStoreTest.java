package dev.berth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.identity.KeyStore.NewKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
    private static final List<String> NONE = List.of();

    @TempDir
    private Path temp;

    private Path folder;
    private KeyStore keys;

    @BeforeEach
    void prepare() {
        folder = temp.resolve("not/there/yet");
        keys = new KeyStore(folder);
    }

    @Test
    void newKeys_haveTheFormOfThoseOfAws_andAreDifferent() throws IOException {
        NewKey one = keys.create("one", NONE, NONE);
        NewKey two = keys.create("two", NONE, NONE);

        assertThat(one.accessKeyId()).matches("BERTH[A-Z2-7]{15}");
        assertThat(one.secretAccessKey()).matches("[A-Za-z0-9+/]{40}");
        assertThat(two.accessKeyId()).isNotEqualTo(one.accessKeyId());
        assertThat(two.secretAccessKey()).isNotEqualTo(one.secretAccessKey());
    }

    @Test
    void file_isItsOwnersAlone_andNothingElseIsLeft() throws IOException {
        keys.create("one", NONE, NONE);

        Path file = folder.resolve("identities.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("identities.yaml", "identities.lock");
        }
    }

    @Test
    void list_showsRulesAndNoSecret() throws IOException {
        NewKey key = keys.create("one", List.of("athena:*", "berth:Admin"), List.of("*"));
        NewKey bare = keys.create("bare", NONE, List.of("*"));

        assertThat(keys.list())
                .containsExactly(
                        "one " + key.accessKeyId() + " allow athena:*,berth:Admin on *",
                        "bare " + bare.accessKeyId() + " may do nothing");
    }

    @Test
    void list_withoutAFile_isEmpty() throws IOException {
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void whatIsTakenOrNotValid_isRefused() throws IOException {
        keys.add("one", new NewKey("KEY", "secret-secret"), NONE, NONE);

        assertRefused("there is an identity one already", () -> keys.create("one", NONE, NONE));
        assertRefused(
                "the access key KEY is that of one",
                () -> keys.add("two", new NewKey("KEY", "secret-secret"), NONE, NONE));
        assertRefused(
                "the name must be 1 to 64 letters, digits and characters of _+=,.@-, not \"a b\"",
                () -> keys.create("a b", NONE, NONE));
        assertRefused(
                "the secret access key must be 8 to 256 characters of ASCII without spaces",
                () -> keys.add("two", new NewKey("KEY2", ""), NONE, NONE));
        assertRefused(
                "the actions must be actions such as athena:StartSession, athena:* or berth:Admin, not \"x\"",
                () -> keys.create("two", List.of("x"), List.of("*")));
        assertRefused(
                "the work groups must be * or work groups such as workgroup/analytics-*, not \"x\"",
                () -> keys.create("two", List.of("*"), List.of("x")));
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    void revocation_ofNobody_isRefused() throws IOException {
        assertRefused("there is no identity one", () -> keys.revoke("one"));
        assertThat(folder).doesNotExist();
        keys.create("two", NONE, NONE);
        assertRefused("there is no identity one", () -> keys.revoke("one"));
    }

    private static void assertRefused(String message, ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOf(IdentitiesException.class).hasMessage(message);
    }

    @Test
    void brokenFile_isNotReplaced() throws IOException {
        keys.create("one", NONE, NONE);
        Path file = folder.resolve("identities.yaml");
        Files.writeString(file, "identities: [");

        assertThatThrownBy(() -> keys.create("two", NONE, NONE))
                .isInstanceOf(IdentitiesException.class)
                .hasMessageStartingWith(file + " cannot be used: line 1: ");
        assertThat(file).hasContent("identities: [");
    }

    @Test
    void changesAtOnce_areAllKept() throws IOException {
        IntStream.range(0, 40).parallel().forEach(number -> {
            try {
                new KeyStore(folder).create("name-" + number, NONE, NONE);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });

        assertThat(keys.list()).hasSize(40);
    }
}
