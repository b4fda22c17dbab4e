package dev.berth.server.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
    @TempDir
    private Path folder;

    private KeyStore keys;
    private Path file;

    @BeforeEach
    void prepare() {
        keys = new KeyStore(folder);
        file = folder.resolve("identities.yaml");
    }

    private Identities open(boolean isRequired) throws IOException {
        return Identities.openUnpolled(folder, isRequired, InstantSource.system());
    }

    private void create(String name, String accessKeyId) throws IOException {
        keys.add(name, new KeyStore.NewKey(accessKeyId, "secret-secret"), List.of("*"), List.of("*"));
    }

    private static boolean knows(Identities identities, String accessKeyId) {
        return requireNonNull(identities.current()).find(accessKeyId) != null;
    }

    @Test
    void withoutAFile_everybodyMayEverything() throws IOException {
        Identities identities = open(false);
        identities.refresh();

        assertThat(identities.areOpen()).isTrue();
        assertThat(Identities.areIn(folder)).isFalse();
    }

    @Test
    void withoutAFileThatThereHadToBe_nobodyMayAnything() throws IOException {
        Identities identities = open(true);

        assertThat(identities.areOpen()).isFalse();
        assertThat(identities.count()).isZero();
    }

    @Test
    void firstIdentity_closesTheServer() throws IOException {
        Identities identities = open(false);

        create("first", "FIRST");
        identities.refresh();

        assertThat(identities.areOpen()).isFalse();
        assertThat(knows(identities, "FIRST")).isTrue();
        assertThat(Identities.areIn(folder)).isTrue();
    }

    @Test
    void firstFile_closesTheServer_alsoIfItCannotBeUsed() throws IOException {
        Identities identities = open(false);

        Files.writeString(file, "identities: [");
        identities.refresh();

        assertThat(identities.areOpen()).isFalse();
        assertThat(identities.count()).isZero();
    }

    @Test
    void changes_areTaken_andRevocations() throws IOException {
        create("first", "FIRST");
        Identities identities = open(false);
        create("second", "SECOND");
        identities.refresh();
        assertThat(knows(identities, "FIRST")).isTrue();
        assertThat(knows(identities, "SECOND")).isTrue();

        keys.revoke("first");
        identities.refresh();

        assertThat(knows(identities, "FIRST")).isFalse();
        assertThat(knows(identities, "SECOND")).isTrue();
    }

    @Test
    void lastRevocation_leavesNobody() throws IOException {
        create("first", "FIRST");
        Identities identities = open(false);

        keys.revoke("first");
        identities.refresh();

        assertThat(identities.areOpen()).isFalse();
        assertThat(identities.count()).isZero();
    }

    @Test
    void fileThatDisappears_leavesNobody_untilItIsBack() throws IOException {
        create("first", "FIRST");
        Identities identities = open(false);
        Path away = Files.move(file, folder.resolve("away"));
        identities.refresh();
        identities.refresh();

        assertThat(identities.areOpen()).isFalse();
        assertThat(identities.count()).isZero();
        Files.move(away, file);
        identities.refresh();

        assertThat(knows(identities, "FIRST")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identities: [", "identities: {}", "x: y"})
    void brokenFile_leavesThoseFromBefore_andIsComplainedOf(String text) throws IOException {
        create("first", "FIRST");
        Identities identities = open(false);
        Files.writeString(file, text);
        identities.refresh();
        identities.refresh();

        assertThat(knows(identities, "FIRST")).isTrue();
        assertThat(identities.complaint())
                .startsWith("The identities that were known stay in force: " + file + " cannot be used: ");
        Files.writeString(file, "identities: []");
        identities.refresh();

        assertThat(identities.count()).isZero();
        assertThat(identities.complaint()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------", "rw--w----"})
    void widerMode_isRefused(String mode) throws IOException {
        create("first", "FIRST");
        Identities identities = open(false);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Files.writeString(file, "identities: []");

        identities.refresh();

        assertThat(knows(identities, "FIRST")).isTrue();
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(IdentitiesException.class)
                .hasMessage(file + " cannot be used: its mode is " + mode
                        + ", and must not be wider than 0600: chmod 600 " + file);
    }

    @Test
    void widerMode_isSeenWithoutAnotherChange() throws IOException {
        create("first", "FIRST");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        Identities identities = open(false);
        identities.refresh();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        identities.refresh();

        assertThat(identities.complaint()).contains("its mode is rw-r--r--");
    }

    @Test
    void narrowerMode_isGood() throws IOException {
        create("first", "FIRST");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(open(false).count()).isEqualTo(1);
    }

    @Test
    void change_withinOneTickOfTheFileSystem_isSeen() throws IOException {
        create("first", "FIRST");
        FileTime tick = FileTime.from(Instant.now());
        Files.setLastModifiedTime(file, tick);
        Identities identities = open(false);
        identities.refresh();

        Files.writeString(file, Files.readString(file).replace("FIRST", "OTHER"));
        Files.setLastModifiedTime(file, tick);
        identities.refresh();

        assertThat(knows(identities, "OTHER")).isTrue();
    }

    @Test
    void settledFile_isNotReadAgain() throws IOException {
        create("first", "FIRST");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        Identities identities = open(false);
        identities.refresh();
        IdentitySet before = identities.current();

        identities.refresh();

        assertThat(identities.current()).isSameAs(before);
    }
}
