package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void quotesKeepBlanksTogether() throws IOException {
        assertThat(Words.of("  java  -jar 'my server.jar' --a=\"b c\"d '' "))
                .containsExactly("java", "-jar", "my server.jar", "--a=b cd", "");
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThatThrownBy(() -> Words.of("java 'x")).isInstanceOf(IOException.class);
    }
}
