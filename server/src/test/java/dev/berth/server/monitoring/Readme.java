package dev.berth.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The README, as far as it is to be true word for word. */
final class Readme {
    private static final Path FILE = Path.of("..", "README.md");

    private Readme() {}

    /** The lines of the block of code that follows a mark. */
    static String code(String mark) throws IOException {
        String text = Files.readString(FILE);
        int begin = text.indexOf("<!-- " + mark + " -->");
        assertThat(begin).as(mark).isNotNegative();
        int code = text.indexOf('\n', text.indexOf("```", begin)) + 1;
        return text.substring(code, text.indexOf("```", code));
    }

    /** The rows of the table that follows a mark, without its head, each as the texts of its cells. */
    static List<List<String>> table(String mark) throws IOException {
        String text = Files.readString(FILE);
        int begin = text.indexOf("<!-- " + mark + " -->");
        assertThat(begin).as(mark).isNotNegative();
        return text.substring(begin)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(row -> List.of(row.substring(1).split("\\|")))
                .map(row -> row.stream().map(String::strip).toList())
                .toList();
    }
}
