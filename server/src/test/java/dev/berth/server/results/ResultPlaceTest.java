package dev.berth.server.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultPlaceTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"s3://b", "s3://b/team", "s3://b/größe 1+1/%41//x", "s3://b/two\nlines", "s3://b/ "})
    void place_isReadAsItWasWritten(String uri) throws IOException {
        ResultPlace.write(folder, S3Uri.parse(uri));

        assertThat(ResultPlace.read(folder)).isEqualTo(S3Uri.parse(uri));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void place_canBeWrittenAgain() throws IOException {
        ResultPlace.write(folder, S3Uri.parse("s3://b/one"));
        ResultPlace.write(folder, S3Uri.parse("s3://b/two"));

        assertThat(ResultPlace.read(folder)).isEqualTo(S3Uri.parse("s3://b/two"));
    }

    @Test
    void place_missing_isNone() throws IOException {
        assertThat(ResultPlace.read(folder)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://", "nowhere"})
    void place_ofAnotherForm_fails(String text) throws IOException {
        Files.writeString(folder.resolve("place"), text);

        assertThatThrownBy(() -> ResultPlace.read(folder)).isInstanceOf(IOException.class);
    }
}
