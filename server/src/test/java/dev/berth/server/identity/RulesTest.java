package dev.berth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    private static Identity identity(List<Rule> allow, List<Rule> deny) {
        return new Identity("name", "KEY", "secret-secret", allow, deny);
    }

    private static Rule rule(String action, String on) {
        return new Rule(List.of(action), List.of(on));
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, anything, true",
        "'', '', true",
        "'', a, false",
        "?, a, true",
        "?, '', false",
        "?, ab, false",
        "a*c, abbc, true",
        "a*c, ac, true",
        "a*c, acb, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "*ab, aab, true",
        "a?c*e, abcde, true",
        "a**, a, true",
        "abc, ab, false",
        "ab, abc, false",
        "a.c, abc, false",
        "*, *, true",
        "workgroup/*, *, false"
    })
    void wildcards(String pattern, String text, boolean matches) {
        assertThat(Wildcard.matches(pattern, text, false)).isEqualTo(matches);
    }

    @Test
    void manyStars_takeNoTime() {
        String pattern = "*a".repeat(60) + "b";
        String text = "a".repeat(50_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Wildcard.matches(pattern, text, false)).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "athena:StartSession, workgroup/analytics-a, athena:StartSession, workgroup/analytics-*, true",
        "athena:StartSession, workgroup/other, athena:StartSession, workgroup/analytics-*, false",
        "athena:StopSession, workgroup/analytics-a, athena:StartSession, workgroup/analytics-*, false",
        "athena:StartSession, workgroup/a, ATHENA:startsession, workgroup/a, true",
        "athena:StartSession, workgroup/A, athena:StartSession, workgroup/a, false",
        "athena:StartSession, workgroup/a, athena:*, *, true",
        "athena:StartSession, workgroup/a, *, *, true",
        "athena:ListWorkGroups, *, athena:*, workgroup/*, false",
        "athena:ListWorkGroups, *, athena:*, *, true",
        "berth:Admin, *, athena:*, *, false",
        "berth:Admin, *, berth:Admin, *, true",
        "athena:GetSession, workgroup/team-1, athena:Get*, workgroup/team-?, true",
        "athena:GetSession, workgroup/team-12, athena:Get*, workgroup/team-?, false"
    })
    void oneRule(String action, String resource, String allowedAction, String allowedOn, boolean allows) {
        assertThat(identity(List.of(rule(allowedAction, allowedOn)), List.of()).may(action, resource))
                .isEqualTo(allows);
    }

    @Test
    void nothing_isAllowedByDefault() {
        Identity nobody = identity(List.of(), List.of());

        assertThat(nobody.may("athena:ListWorkGroups", Resource.ALL)).isFalse();
        assertThat(nobody.mayAnywhere("athena:ListWorkGroups")).isFalse();
    }

    @Test
    void denial_wins() {
        Identity identity = identity(
                List.of(rule("athena:*", "*"), rule("athena:GetSession", "workgroup/secret")),
                List.of(rule("athena:*", "workgroup/secret")));

        assertThat(identity.may("athena:GetSession", "workgroup/open")).isTrue();
        assertThat(identity.may("athena:GetSession", "workgroup/secret")).isFalse();
    }

    @Test
    void anyone_mayEverything() {
        assertThat(Caller.ANYONE.may("berth:Admin", Resource.ALL)).isTrue();
        assertThat(Caller.ANYONE.mayAnywhere("berth:Admin")).isTrue();
        assertThat(Caller.ANYONE.name()).isNull();
    }

    @Test
    void secret_isNotShown() {
        assertThat(identity(List.of(), List.of()).toString()).doesNotContain("secret");
    }
}
