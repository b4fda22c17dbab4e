package dev.berth.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StaticFilesTest {
    @Test
    void everyFileOfThePage_isListed() throws IOException, URISyntaxException {
        Path list = Path.of(
                Objects.requireNonNull(StaticFiles.class.getResource("files")).toURI());
        Path folder = Objects.requireNonNull(list.getParent());
        List<String> there;
        try (Stream<Path> paths = Files.walk(folder)) {
            there = paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .filter(name -> !name.equals("files") && !name.endsWith(".class"))
                    .toList();
        }
        assertThat(StaticFiles.load().names()).containsAll(there);
    }

    @Test
    void aFile_isWhatItsEndingSays() {
        assertThat(new StaticFile("a/b.js", new byte[0]).contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThatThrownBy(() -> new StaticFile("a.exe", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
