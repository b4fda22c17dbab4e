package dev.berth.server.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTextTest {
    private static final String TWO = """
            identities:
              - name: nightly
                access-key-id: BERTHKEY
                secret-access-key: "a\\\\b\\"c#d:e"
                allow:
                  - actions: ["athena:StartSession", "athena:Get*"]
                    on: ["workgroup/analytics-*"]
                  - {actions: [berth:Admin], on: ["*"]}
                deny:
                  - {actions: ["*"], on: ["workgroup/analytics-secret"]}
              - {name: other, access-key-id: OTHER, secret-access-key: other-secret}
            """;

    @Test
    void identities_areRead() throws Exception {
        IdentitySet set = IdentityText.read(TWO);

        Identity nightly = requireNonNull(set.find("BERTHKEY"));
        assertThat(nightly.name()).isEqualTo("nightly");
        assertThat(nightly.secretAccessKey()).isEqualTo("a\\b\"c#d:e");
        assertThat(nightly.may("athena:GetSession", "workgroup/analytics-1")).isTrue();
        assertThat(nightly.may("athena:GetSession", "workgroup/analytics-secret"))
                .isFalse();
        assertThat(nightly.may("berth:Admin", "*")).isTrue();
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.find("NOBODY")).isNull();
    }

    @Test
    void whatIsWritten_isReadAgain() throws Exception {
        Rule rule = new Rule(List.of("athena:*", "berth:Admin"), List.of("workgroup/a-?", "*"));
        Identity identity =
                new Identity("a+b=c,d.e@f-g", "KEY_1", "+/\\\"'#:{}[]&*!|>%@`", List.of(rule), List.of(rule));
        Identity bare = new Identity("bare", "KEY_2", "secret-secret", List.of(), List.of());

        Identity slow = new Identity("slow", "KEY_3", "secret-secret", List.of(), List.of(), new RateLimit(5, 9));
        Identity fast = new Identity("fast", "KEY_4", "secret-secret", List.of(), List.of(), RateLimit.NONE);
        List<Identity> written = List.of(identity, bare, slow, fast);

        IdentitySet read = IdentityText.read(IdentityText.write(new IdentitySet(written)));

        assertThat(read.identities()).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void noIdentities_areASetToo() throws Exception {
        assertThat(IdentityText.read("identities: []").size()).isZero();
        assertThat(IdentityText.read("identities:").size()).isZero();
        assertThat(IdentityText.read(IdentityText.write(IdentitySet.NOBODY)).size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | the file must hold keys and values
            [] | the file must hold keys and values
            users: [] | the file must not have the key "users"; possible are identities
            {} | the file must have the key "identities"
            identities: {a: b} | identities must be a list
            identities: [a] | identities[0] must hold keys and values
            identities: [{name: a}] | identities[0] must have the key "access-key-id"
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, role: x}] | identities[0] must not have the key "role"; possible are access-key-id, allow, burst, deny, name, requests-per-second, secret-access-key
            identities: [{name: a/b, access-key-id: KEY, secret-access-key: 12345678}] | identities[0].name must be 1 to 64 letters, digits and characters of _+=,.@-, not "a/b"
            identities: [{name: [a], access-key-id: KEY, secret-access-key: 12345678}] | identities[0].name must be a single value
            identities: [{name: a, access-key-id: K/Y, secret-access-key: 12345678}] | identities[0].access-key-id must be 3 to 128 letters, digits and underscores, not "K/Y"
            identities: [{name: a, access-key-id: KEY, secret-access-key: hidden}] | identities[0].secret-access-key must be 8 to 256 characters of ASCII without spaces
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, allow: all}] | identities[0].allow must be a list
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, allow: [{actions: ["*"]}]}] | identities[0].allow[0] must have the key "on"
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, deny: [{actions: ["*"], on: ["*"], if: x}]}] | identities[0].deny[0] must not have the key "if"; possible are actions, on
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, allow: [{actions: [], on: ["*"]}]}] | identities[0].allow[0].actions must be actions such as athena:StartSession, athena:* or berth:Admin, at least one
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, allow: [{actions: ["s3:Get"], on: ["*"]}]}] | identities[0].allow[0].actions must be actions such as athena:StartSession, athena:* or berth:Admin, not "s3:Get"
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678, allow: [{actions: ["*"], on: ["team"]}]}] | identities[0].allow[0].on must be * or work groups such as workgroup/analytics-*, not "team"
            identities: [{name: a, access-key-id: KEY1, secret-access-key: 12345678}, {name: a, access-key-id: KEY2, secret-access-key: 12345678}] | identities[1].name is there twice: a
            identities: [{name: a, access-key-id: KEY, secret-access-key: 12345678}, {name: b, access-key-id: KEY, secret-access-key: 12345678}] | identities[1].access-key-id is there twice: KEY
            identities: [{name: a, name: b}] | line 1: found duplicate key name
            identities: [ | line 1: expected the node content, but found '<stream end>'
            """)
    void unusableText_isRefused(String text, String message) {
        assertThatThrownBy(() -> IdentityText.read(text == null ? "" : text))
                .isInstanceOf(IdentitiesException.class)
                .hasMessage(message)
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            requests-per-second: -1 | identities[0].requests-per-second must be a whole number from 0 to 1000000, not "-1"
            requests-per-second: many | identities[0].requests-per-second must be a whole number from 0 to 1000000, not "many"
            requests-per-second: 1000001 | identities[0].requests-per-second must be a whole number from 0 to 1000000, not "1000001"
            requests-per-second: 1, burst: 0 | identities[0].burst must be a whole number from 1 to 1000000, not "0"
            burst: 5 | identities[0] must have the key "requests-per-second"
            """)
    void unusableRate_isRefused(String rate, String message) {
        assertThatThrownBy(() -> IdentityText.read(
                        "identities: [{name: n, access-key-id: KEY, secret-access-key: secret-secret, " + rate + "}]"))
                .isInstanceOf(IdentitiesException.class)
                .hasMessage(message);
    }
}
