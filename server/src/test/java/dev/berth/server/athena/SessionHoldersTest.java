package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionHoldersTest {
    private final SessionHolders holders = new SessionHolders();

    @Test
    void identity_isTheHolder_alsoWhenOthersCameBetween() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3_000; i++) {
                assertThat(holder("{\"berth:identity\":\"team-" + i + "\",\"WorkGroup\":\"spark\"}"))
                        .isEqualTo("team-" + i);
            }
        }
    }

    /** Both have the same hash, so they compete for one place. */
    @Test
    void namesOfOneHash_areToldApart() {
        assertThat(holder("{\"berth:identity\":\"Aa\",\"WorkGroup\":\"spark\"}"))
                .isEqualTo("Aa");
        assertThat(holder("{\"berth:identity\":\"BB\",\"WorkGroup\":\"spark\"}"))
                .isEqualTo("BB");
        assertThat(holder("{\"berth:identity\":\"Aa\",\"WorkGroup\":\"spark\"}"))
                .isEqualTo("Aa");
    }

    @Test
    void nameSeenBefore_isTheSameObject() {
        String first = holder("{\"berth:identity\":\"nightly\",\"Description\":\"a\"}");

        assertThat(holder("{\"berth:identity\":\"nightly\",\"Description\":\"b\"}"))
                .isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"WorkGroup\":\"spark\"}",
                "{\"Description\":\"berth:identity\"}",
                "{\"WorkGroup\":\"spark\",\"berth:identity\":\"forged\"}",
                "of an embedded use, and no JSON at all"
            })
    void otherAttributes_areNobodys(String attributes) {
        assertThat(holder(attributes)).isEmpty();
    }

    private String holder(String attributes) {
        return holders.apply(OpaqueBytes.ofUtf8(attributes));
    }
}
