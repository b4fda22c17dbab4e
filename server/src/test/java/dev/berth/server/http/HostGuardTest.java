package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8181",
                "berth.localhost",
                "127.0.0.1",
                "127.0.0.1:8181",
                "127.255.254.9",
                "127.0.0.1:",
                "[::1]",
                "[::1]:8181"
            })
    void loopback(String host) {
        assertThat(HostGuard.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "evil.example",
                "127.0.0.1.evil.example",
                "127.evil.example",
                "127.0.0.256",
                "127.0.1",
                "0127.0.0.1",
                "localhost.evil.example",
                "evillocalhost",
                "localhost:80:80",
                "localhost:x",
                "user@localhost",
                "localhost@evil.example",
                "localhost:80@evil.example",
                "[::2]",
                "[::1].evil.example",
                "[::1",
                "::1",
                "[]",
                "10.0.0.1",
                "localhost, evil.example",
                " localhost"
            })
    void notLoopback(String host) {
        assertThat(HostGuard.isLoopback(host)).isFalse();
    }

    private static int status(boolean loopbackOnly, List<String> hosts, String target) {
        HttpError error = new HostGuard(loopbackOnly).check(hosts, target);
        return error == null ? 200 : error.status();
    }

    @Test
    void hosts_exactlyOne() {
        for (boolean loopbackOnly : new boolean[] {true, false}) {
            assertThat(status(loopbackOnly, List.of(), "/")).isEqualTo(400);
            assertThat(status(loopbackOnly, List.of("localhost", "localhost"), "/"))
                    .isEqualTo(400);
            assertThat(status(loopbackOnly, List.of("localhost"), "/")).isEqualTo(200);
        }
    }

    @Test
    void hosts_others_onlyWhereTheyAreAllowed() {
        assertThat(status(true, List.of("evil.example"), "/")).isEqualTo(403);
        assertThat(status(false, List.of("berth.example"), "/")).isEqualTo(200);
    }

    @Test
    void targets_withAHost_areCheckedToo() {
        List<String> good = List.of("localhost");
        assertThat(status(true, good, "http://localhost:8181/")).isEqualTo(200);
        assertThat(status(true, good, "http://evil.example/")).isEqualTo(403);
        assertThat(status(true, good, "http://evil.example")).isEqualTo(403);
        assertThat(status(true, good, "http://evil.example?http://localhost/")).isEqualTo(403);
        assertThat(status(true, List.of("evil.example"), "http://localhost/")).isEqualTo(403);
        assertThat(status(true, good, "evil.example:443")).isEqualTo(400);
        assertThat(status(true, good, "*")).isEqualTo(200);
        assertThat(status(false, good, "http://berth.example/")).isEqualTo(200);
    }

    @Test
    void guard_remembersGoodHostsOnly() {
        HostGuard guard = new HostGuard(true);
        for (int i = 0; i < 2; i++) {
            assertThat(guard.check(List.of("localhost"), "/")).isNull();
            assertThat(Objects.requireNonNull(guard.check(List.of("evil.example"), "/"))
                            .status())
                    .isEqualTo(403);
        }
    }
}
