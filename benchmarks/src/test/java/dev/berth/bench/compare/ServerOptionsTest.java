package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    private static final Path ARGUMENT_FILE = Path.of("../server/src/main/jvm/berth.jvm");

    @Test
    void defaultOptions_areThoseOfTheArgumentFile_butForTheHeap() throws IOException {
        List<String> recommended;
        try (Stream<String> lines = Files.lines(ARGUMENT_FILE)) {
            recommended = lines.filter(line -> line.startsWith("-") && !line.contains("RAMPercentage"))
                    .toList();
        }

        assertThat(recommended).isNotEmpty();
        assertThat(ServerOptions.DEFAULT_JVM.split(" "))
                .filteredOn(option -> !option.startsWith("-Xm"))
                .containsExactlyElementsOf(recommended);
    }
}
