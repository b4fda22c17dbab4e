package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsoleAddressTest {
    private static final int OPERATORS_PORT = 9_181;

    private @Nullable TlsFiles tls;
    private @Nullable AdminAddress admin;
    private @Nullable String url;

    @Test
    void console_isWhereTheRequestWasSent() {
        assertThat(forSenderTo("localhost:8181")).isEqualTo("http://localhost:8181/console/");
        assertThat(forSenderTo("[::1]:8181")).isEqualTo("http://[::1]:8181/console/");
        tls = new TlsFiles(Path.of("chain"), Path.of("key"));
        assertThat(forSenderTo("berth.example")).isEqualTo("https://berth.example/console/");
    }

    @Test
    void console_isOnThisMachine_whereNoUrlCanBeMadeOfTheHost() {
        assertThat(forSenderTo(null)).isEqualTo("http://localhost/console/");
        assertThat(forSenderTo("user@berth.example")).isEqualTo("http://localhost/console/");
        assertThat(forSenderTo("a/b?c")).isEqualTo("http://localhost/console/");
    }

    @Test
    void console_isAtTheOperatorsPort_ifThereIsOne() {
        admin = new AdminAddress("10.0.0.7", 0);
        assertThat(forSenderTo("berth.example:8181")).isEqualTo("http://10.0.0.7:9181/console/");
        admin = new AdminAddress("::1", 0);
        assertThat(forSenderTo("berth.example:8181")).isEqualTo("http://[::1]:9181/console/");
        admin = new AdminAddress("0.0.0.0", 0);
        assertThat(forSenderTo("berth.example:8181")).isEqualTo("http://berth.example:9181/console/");
        admin = new AdminAddress("::", 0);
        assertThat(forSenderTo("?")).isEqualTo("http://localhost:9181/console/");
    }

    @Test
    void console_isWhereTheConfigurationSays() {
        url = "https://berth.example";
        admin = new AdminAddress("10.0.0.7", 0);
        assertThat(forSenderTo("localhost:8181")).isEqualTo("https://berth.example/console/");
    }

    private String forSenderTo(@Nullable String host) {
        HttpConfig config =
                new TestHttpConfig().tls(tls).admin(admin).consoleUrl(url).build();
        return new ConsoleAddress(config, OPERATORS_PORT).forSenderTo(host);
    }
}
