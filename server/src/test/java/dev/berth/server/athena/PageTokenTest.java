package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.awsjson.WireException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTokenTest {
    private static final byte[] POSITION = {1, 2, 3};

    @Test
    void token_leadsBackToItsPosition() throws WireException {
        assertThat(PageToken.position("list", PageToken.of("list", POSITION))).isEqualTo(POSITION);
        assertThat(PageToken.position("list", PageToken.of("list", new byte[0])))
                .isEmpty();
    }

    @Test
    void token_ofAnotherList_isMalformed() {
        String token = PageToken.of("list", POSITION);

        assertThatThrownBy(() -> PageToken.position("other", token))
                .isInstanceOf(WireException.class)
                .hasMessage("The nextPageToken is malformed: " + token);
    }

    @Test
    void token_withAPositionOfAnotherSize_isMalformed() throws WireException {
        String token = PageToken.of("list", POSITION);

        assertThat(PageToken.position("list", token, 3)).isEqualTo(POSITION);
        assertThatThrownBy(() -> PageToken.position("list", token, 4))
                .isInstanceOf(WireException.class)
                .hasMessage("The nextPageToken is malformed: " + token);
    }

    @Test
    void token_withAnyCharacterChanged_isMalformed() {
        String token = PageToken.of("list", new byte[16]);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String garbled = token.substring(0, i) + other + token.substring(i + 1);
            assertThatThrownBy(() -> PageToken.position("list", garbled)).isInstanceOf(WireException.class);
        }
        assertThatThrownBy(() -> PageToken.position("list", token + "=")).isInstanceOf(WireException.class);
    }

    @Test
    void token_random_isMalformed() {
        long seed = new Random().nextLong();
        System.out.println("PageTokenTest seed: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            String token = random.ints(random.nextInt(40), 32, 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThatThrownBy(() -> PageToken.position("list", token)).isInstanceOf(WireException.class);
        }
    }
}
